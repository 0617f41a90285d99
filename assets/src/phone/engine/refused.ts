/** Something cannot be done, in words fit for the person and in one for the program. */
export class Refused extends Error {
  constructor(
    readonly why: string,
    message: string,
  ) {
    super(message);
    this.name = "Refused";
  }
}
