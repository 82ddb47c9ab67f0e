#pragma once

#include "core/checks/rule.hpp"

// The rules of the group `tls`, a file each. The namespace is not `tls`: that is the room of certificates.
namespace megactl::checks::tls_rules {

// Intent.
extern const Rule certificate_without_key;
extern const Rule key_without_certificate;

// Files.
extern const Rule file_missing;
extern const Rule file_unreadable;
extern const Rule file_empty;
extern const Rule not_a_file;
extern const Rule no_certificate_in_file;
extern const Rule no_key_in_file;
extern const Rule swapped;
extern const Rule pkcs12_given;
extern const Rule pkcs7_given;
extern const Rule pem_blocks_glued;
extern const Rule byte_order_mark;
extern const Rule not_pem;
extern const Rule key_encrypted;
extern const Rule key_open_to_others;
extern const Rule file_writable_by_others;
extern const Rule key_of_another_owner;
extern const Rule several_in_one_file;

// The pair.
extern const Rule key_mismatch;

// Use and strength.
extern const Rule leaf_is_a_ca;
extern const Rule not_for_servers;
extern const Rule key_usage_wrong;
extern const Rule must_staple;
extern const Rule rsa_too_short;
extern const Rule rsa_exponent;
extern const Rule curve_unfit;
extern const Rule curve_explicit;
extern const Rule weak_signature;
extern const Rule known_bad_key;

// Names.
extern const Rule no_names;
extern const Rule host_not_covered;
extern const Rule allowed_host_not_covered;
extern const Rule subdomains_not_covered;
extern const Rule address_not_covered;
extern const Rule any_host_allowed;
extern const Rule wildcard_refused;
extern const Rule name_malformed;

// The chain.
extern const Rule leaf_not_first;
extern const Rule chain_out_of_order;
extern const Rule intermediate_missing;
extern const Rule root_sent_along;
extern const Rule unrelated_certificate;
extern const Rule issuer_unknown;
extern const Rule certificate_twice;
extern const Rule self_signed;
extern const Rule issuer_is_no_ca;
extern const Rule constraint_violated;
extern const Rule extension_broken;
extern const Rule signature_wrong;
extern const Rule intermediate_expired;

// Validity.
extern const Rule not_yet_valid;
extern const Rule expired;
extern const Rule expires_soon;
extern const Rule dates_reversed;
extern const Rule lifetime_too_long;

// Of a running server; `judge_served` (served.hpp) speaks for them.
extern const Rule old_version_taken;
extern const Rule renewal_not_served;
extern const Rule revoked;
extern const Rule staple_unfit;

}  // namespace megactl::checks::tls_rules
