/** Names that every project knows without declaring them. */

/** Function blocks and types of IEC 61131-3 and of the vendors' base libraries, in lower case. */
export const STANDARD_TYPES: ReadonlySet<string> = new Set(
  `ton tof tp rtc r_trig f_trig sr rs ctu ctd ctud ctu_int ctu_dint ctu_udint ctu_lint ctu_ulint ctd_int ctd_dint
ctd_udint ctd_lint ctd_ulint ctud_int ctud_dint ctud_udint ctud_lint ctud_ulint ton_time ton_ltime tof_time tof_ltime
tp_time tp_ltime lton ltof ltp sema blink pid pd derivative integral hysteresis limitalarm ramp_int ramp_real
ton_ton iec_timer iec_counter iec_ltimer iec_scounter iec_dcounter iec_ucounter iec_uscounter iec_udcounter tonr_time
tonr tonr_ltime timer counter cont_c pulsegen remote_var send recv connect usend urcv bsend brcv error_struct nref cref
variant hw_submodule hw_device hw_io conn_ou event_any event_att event_hwint ob_any ob_cyclic ob_delay ob_att pip
port rtm block_fb block_fc remote void aom_ident db_any db_dyn db_www tcon_ip_v4 tcon_param tdiag tdiag_status
pvoid guid hresult t_maxstring t_amsnetid t_amsport t_arg amsaddr amsnetid getcurtaskindex getcpucounter getcpuaccount
st_libversion fb_formatstring fb_formatstring2 axis_ref mc_power mc_reset mc_home mc_halt mc_stop mc_jog mc_moveabsolute
mc_moverelative mc_movevelocity mc_gearin mc_gearout mc_readparameter mc_writeparameter mc_readstatus mc_readactualposition
mc_direction adsread adswrite adsrdwrt fb_eccoesdoread fb_eccoesdowrite fb_ecgetslavestate fb_ecsetslavestate st_ecslavestate
timestruct otcid`.split(/\s+/),
);
