/** Standard function blocks and functions: IEC 61131-3 ed. 3, tables 22 to 46. */

export const IEC = `
(* Switch-on delay: Q follows IN after PT. *)
FUNCTION_BLOCK TON
VAR_INPUT IN : BOOL; (* starts the delay *) PT : TIME; (* delay *) END_VAR
VAR_OUTPUT Q : BOOL; (* true PT after IN *) ET : TIME; (* time since IN *) END_VAR
END_FUNCTION_BLOCK
`;
