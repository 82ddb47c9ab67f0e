#include "core/tls/verify_error.hpp"

#include <openssl/x509_vfy.h>

namespace megactl::tls {

ChainFault::Kind kind_of(const VerifyError& error) {
    using Kind = ChainFault::Kind;
    switch (error.code) {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return Kind::issuer_missing;
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return Kind::self_signed_leaf;
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return Kind::root_unknown;
        case X509_V_ERR_CERT_SIGNATURE_FAILURE: return Kind::signature;
        case X509_V_ERR_INVALID_CA:
        case X509_V_ERR_KEYUSAGE_NO_CERTSIGN: return Kind::no_authority;
        case X509_V_ERR_INVALID_PURPOSE: return Kind::purpose;
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: return Kind::critical_extension;
        case X509_V_ERR_PATH_LENGTH_EXCEEDED: return Kind::path_length;
        case X509_V_ERR_PERMITTED_VIOLATION:
        case X509_V_ERR_EXCLUDED_VIOLATION:
        case X509_V_ERR_SUBTREE_MINMAX:
        case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
        case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
        case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX: return Kind::name_constraint;
        case X509_V_ERR_CERT_HAS_EXPIRED: return Kind::expired;
        case X509_V_ERR_CERT_NOT_YET_VALID: return Kind::not_yet_valid;
        default: return Kind::other;
    }
}

bool is_told_elsewhere(const VerifyError& error, const Certificate& leaf) {
    if (error.depth != 0) return false;
    switch (error.code) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
        case X509_V_ERR_EC_KEY_EXPLICIT_PARAMS: return true;
        case X509_V_ERR_INVALID_PURPOSE: {
            const bool lacks_usage = leaf.use.limits_key && !leaf.use.may_sign && !leaf.use.may_encipher;
            return lacks_usage || (leaf.use.limits_purposes && !leaf.use.is_for_servers);
        }
        default: return false;
    }
}

}  // namespace megactl::tls
