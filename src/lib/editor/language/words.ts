/** Words of Structured Text and what the dialects have besides: data for colouring a line before any parser has seen it. */

/** A way of writing ST that colours differently. */
export interface Colouring {
  readonly id: string;
  /** File name endings, lower case, with the dot. */
  readonly extensions: readonly string[];
  /** What stands in double quotes: a wide string, or (SCL) the name of a tag or block. */
  readonly doubleQuoted: 'string' | 'variable';
  readonly words: ReadonlyMap<string, Word>;
}

export type Word = 'keyword' | 'type' | 'constant' | 'function';

const KEYWORDS = `
  abstract action and and_then array at by case class configuration constant continue do else elsif end_action
  end_case end_class end_configuration end_for end_function end_function_block end_get end_if end_implementation
  end_initial_step end_interface end_method end_namespace end_program end_property end_repeat end_resource end_set
  end_step end_struct end_transition end_type end_union end_var end_while exit extends f_edge final for from function
  function_block get goto if implementation implements initial_step interface internal interval jmp method mod namespace
  non_retain not of on or or_else override persistent pointer priority private program property protected public r_edge
  read_only read_write ref_to reference repeat resource retain return set single step struct super task then this to
  transition type union until using var var_access var_config var_external var_global var_in_out var_inst var_input
  var_output var_stat var_temp while with xor`;

const TYPES = `
  bool byte word dword lword sint int dint lint usint uint udint ulint real lreal time ltime date ldate time_of_day
  tod ltod date_and_time dt ldt string wstring char wchar any any_num any_int any_real any_bit any_date any_string
  ton tof tp r_trig f_trig sr rs ctu ctd ctud`;

const CONSTANTS = 'true false null';

const SCL_KEYWORDS = `
  begin data_block end_data_block organization_block end_organization_block region end_region title version author
  family name goto label end_label const end_const void`;

const SCL_TYPES = `
  s5time counter timer block_fb block_fc block_db block_sdb variant hw_any hw_device hw_io db_any iec_timer
  iec_counter ton_time tof_time tp_time dtl`;

const ROCKWELL_TYPES =
  'timer counter control message motion_group axis_servo axis_virtual axis_cip_drive pid fbd_timer';

function table(...groups: [Word, string][]): ReadonlyMap<string, Word> {
  const words = new Map<string, Word>();
  for (const [kind, list] of groups) for (const word of list.trim().split(/\s+/)) words.set(word, kind);
  return words;
}

const COMMON: [Word, string][] = [
  ['type', TYPES],
  ['keyword', KEYWORDS],
  ['constant', CONSTANTS],
];

/** The first is the one for every other ending. */
export const COLOURINGS: readonly Colouring[] = [
  {
    id: 'tagloom-st',
    extensions: [],
    doubleQuoted: 'string',
    words: table(['type', ROCKWELL_TYPES], ...COMMON),
  },
  {
    id: 'tagloom-scl',
    extensions: ['.scl', '.udt', '.db', '.awl'],
    doubleQuoted: 'variable',
    words: table(['type', SCL_TYPES], ['keyword', SCL_KEYWORDS], ...COMMON),
  },
];

/** The language id of a file, by its name. */
export function languageOf(path: string): string {
  const lower = path.toLowerCase();
  const special = COLOURINGS.find(({ extensions }) => extensions.some((ending) => lower.endsWith(ending)));
  return (special ?? (COLOURINGS[0] as Colouring)).id;
}
