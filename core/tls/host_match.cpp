#include "core/tls/host_match.hpp"

#include "core/tls/host_name.hpp"
#include "core/tls/openssl_handles.hpp"

#include <openssl/x509v3.h>

namespace megactl::tls {

HostMatch::HostMatch(const Certificate& certificate) {
    const ErrorQueue queue;
    certificate_ = certificate_from_der(certificate.der);
}

bool HostMatch::covers_name(std::string_view name) const {
    const ErrorQueue queue;
    constexpr unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
    // A leading dot would ask OpenSSL for any name below; an empty one it would take for no question.
    if (!certificate_ || name.empty() || name.front() == '.') return false;
    return X509_check_host(certificate_.get(), name.data(), name.size(), flags, nullptr) == 1;
}

bool HostMatch::covers_address(const std::string& address) const {
    const ErrorQueue queue;
    return certificate_ && X509_check_ip_asc(certificate_.get(), address.c_str(), 0) == 1;
}

bool is_usable_wildcard(const std::string& name) {
    if (!name.starts_with("*.")) return false;
    const std::string_view rest = std::string_view(name).substr(2);
    if (rest.find('.') == std::string_view::npos) return false;
    // A certificate has names in ASCII alone, whatever people may write.
    const Host host = host_of(rest);
    return host.kind == Host::Kind::name && host.written.empty();
}

}  // namespace megactl::tls
