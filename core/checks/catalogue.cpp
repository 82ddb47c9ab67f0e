// Every rule, in report order. To add one:
//   1. write core/checks/<group>/<name>.cpp with its `constinit const Rule`, and list the file in CMakeLists.txt;
//   2. declare it in core/checks/<group>/rules.hpp and add its line here;
//   3. write tests/checks/<group>/<name>.md, both where it must speak and where it must keep silent, let
//      `MEGACTL_UPDATE=1 ctest --preset dev -R checks` fill in the reports, read them as a user would, build `docs`.

#include "core/checks/db/rules.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/https/rules.hpp"
#include "core/checks/image/rules.hpp"
#include "core/checks/mounts/rules.hpp"
#include "core/checks/project/rules.hpp"
#include "core/checks/queue/rules.hpp"
#include "core/checks/redis/rules.hpp"
#include "core/checks/rule.hpp"
#include "core/checks/static/rules.hpp"
#include "core/checks/tls/rules.hpp"

#include <array>

namespace megactl::checks {
namespace {

constinit const std::array catalogue{
    &project_rules::unparsable,
    &project_rules::not_looked_at,
    &project_rules::baseline_stale,

    &env_rules::unset_at_build,
    &env_rules::unset_at_runtime,
    &env_rules::set_but_empty,
    &env_rules::wrong_type,
    &env_rules::secret_in_image,
    &env_rules::dummy_persists,
    &env_rules::secret_mount_unreadable,
    &env_rules::arg_out_of_scope,
    &env_rules::placeholder_secret,
    &env_rules::never_read,
    &env_rules::file_missing,
    &env_rules::file_in_image,
    &env_rules::interpolation_invalid,
    &env_rules::blank_interpolation,
    &env_rules::dollar_interpolated,
    &env_rules::set_twice,
    &env_rules::dialects_disagree,
    &env_rules::settings_module_differs,
    &env_rules::contracts_differ,
    &env_rules::port_drives_both_sides,
    &env_rules::debug_in_production,
    &env_rules::example_drift,

    &mounts_rules::unlabelled,
    &mounts_rules::hides_image_path,
    &mounts_rules::label_too_wide,
    &mounts_rules::source_missing,
    &mounts_rules::not_writable,
    &mounts_rules::foreign_owner,
    &mounts_rules::volume_keeps_old_files,

    &image_rules::built_many_times,
    &image_rules::never_built,
    &image_rules::tag_built_differently,
    &image_rules::ignore_only_at_root,
    &image_rules::waits_without_healthcheck,
    &image_rules::has_no_effect,

    &tls_rules::certificate_without_key,
    &tls_rules::key_without_certificate,
    &tls_rules::file_missing,
    &tls_rules::file_unreadable,
    &tls_rules::file_empty,
    &tls_rules::not_a_file,
    &tls_rules::no_certificate_in_file,
    &tls_rules::no_key_in_file,
    &tls_rules::swapped,
    &tls_rules::pkcs12_given,
    &tls_rules::pkcs7_given,
    &tls_rules::pem_blocks_glued,
    &tls_rules::byte_order_mark,
    &tls_rules::not_pem,
    &tls_rules::key_encrypted,
    &tls_rules::key_open_to_others,
    &tls_rules::file_writable_by_others,
    &tls_rules::key_of_another_owner,
    &tls_rules::several_in_one_file,
    &tls_rules::key_mismatch,
    &tls_rules::leaf_not_first,
    &tls_rules::chain_out_of_order,
    &tls_rules::intermediate_missing,
    &tls_rules::root_sent_along,
    &tls_rules::unrelated_certificate,
    &tls_rules::issuer_unknown,
    &tls_rules::certificate_twice,
    &tls_rules::self_signed,
    &tls_rules::issuer_is_no_ca,
    &tls_rules::constraint_violated,
    &tls_rules::extension_broken,
    &tls_rules::signature_wrong,
    &tls_rules::intermediate_expired,
    &tls_rules::dates_reversed,
    &tls_rules::not_yet_valid,
    &tls_rules::expired,
    &tls_rules::expires_soon,
    &tls_rules::lifetime_too_long,
    &tls_rules::old_version_taken,
    &tls_rules::renewal_not_served,
    &tls_rules::revoked,
    &tls_rules::staple_unfit,
    &tls_rules::leaf_is_a_ca,
    &tls_rules::not_for_servers,
    &tls_rules::key_usage_wrong,
    &tls_rules::must_staple,
    &tls_rules::rsa_too_short,
    &tls_rules::rsa_exponent,
    &tls_rules::curve_unfit,
    &tls_rules::curve_explicit,
    &tls_rules::weak_signature,
    &tls_rules::known_bad_key,
    &tls_rules::no_names,
    &tls_rules::host_not_covered,
    &tls_rules::allowed_host_not_covered,
    &tls_rules::subdomains_not_covered,
    &tls_rules::address_not_covered,
    &tls_rules::any_host_allowed,
    &tls_rules::wildcard_refused,
    &tls_rules::name_malformed,

    &https_rules::redirect_loop,
    &https_rules::proxy_header_malformed,
    &https_rules::session_cookie_needs_tls,
    &https_rules::csrf_cookie_needs_tls,
    &https_rules::hsts_needs_tls,
    &https_rules::no_redirect,
    &https_rules::session_cookie_insecure,
    &https_rules::csrf_cookie_insecure,
    &https_rules::no_hsts,
    &https_rules::hsts_without_subdomains,
    &https_rules::preload_refused,
    &https_rules::hsts_flags_without_seconds,
    &https_rules::scheme_forgeable,
    &https_rules::preload_is_lasting,
    &https_rules::probe_redirected,
    &https_rules::probe_without_tls,
    &https_rules::no_plain_listener,
    &https_rules::client_address_forgeable,
    &https_rules::proxy_trust_without_proxy,
    &https_rules::csrf_origin_refused,
    &https_rules::security_middleware_absent,
    &https_rules::value_invalid,

    &static_rules::missing_file,
    &static_rules::changed_file,
    &static_rules::missing_reference,
    &static_rules::missing_entry,
    &static_rules::packed_differs,
    &static_rules::stale_files,
    &static_rules::packed_orphans,

    &queue_rules::no_consumer,
    &queue_rules::visibility_too_short,
    &queue_rules::twin_workers,
    &queue_rules::clocks_apart,

    &redis_rules::evicts,
    &redis_rules::near_maxmemory,
    &redis_rules::not_persistent,
    &redis_rules::save_fails,
    &redis_rules::read_only,

    &db_rules::unapplied,
    &db_rules::applied_but_missing,
};

}  // namespace

std::span<const Rule* const> rule_catalogue() {
    return catalogue;
}

}  // namespace megactl::checks
