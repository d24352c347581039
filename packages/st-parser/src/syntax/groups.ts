/** Item groups: a list takes over old items of its own group only. */

export const None = 0;
export const Unit = 1;
export const Section = 2;
export const VarDecl = 3;
export const Member = 4;
export const TypeDecl = 5;
export const Statement = 6;
export const Case = 7;
