#pragma once

#include "core/tls/pem_file.hpp"

#include <memory>
#include <string>
#include <string_view>

struct x509_st;

namespace megactl::tls {

// Whom a certificate vouches for. The verdict is OpenSSL's, as strict as browsers are: the common name counts for
// nothing, and a wildcard is a whole leftmost label.
class HostMatch {
public:
    explicit HostMatch(const Certificate& certificate);

    // A name in ASCII, without a port.
    bool covers_name(std::string_view name) const;
    // An address as text, IPv4 or IPv6 without brackets.
    bool covers_address(const std::string& address) const;

private:
    std::shared_ptr<x509_st> certificate_;  // null where the certificate can't be opened: it covers nothing
};

// Do clients take this wildcard of a certificate for one?
bool is_usable_wildcard(const std::string& name);

}  // namespace megactl::tls
