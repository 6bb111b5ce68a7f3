declare namespace App {
  interface Locals {
    /** Notes written on this page so far: their ids are unique and the same in every build. */
    notes?: number;
    /** Places of this page that cite a source or use a term, counted by kind and id. */
    places?: Record<string, number>;
  }
}
