declare namespace App {
  interface Locals {
    /** Notes written on this page so far: their ids are unique and the same in every build. */
    notes?: number;
  }
}
