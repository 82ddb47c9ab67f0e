#include "core/tls/intent.hpp"

namespace megactl::tls {

Intent intent_of(std::string_view certificate, std::string_view key) {
    if (certificate.empty()) return key.empty() ? Intent::plain_http : Intent::key_only;
    return key.empty() ? Intent::certificate_only : Intent::https;
}

std::string_view describe(Intent intent) {
    switch (intent) {
        case Intent::https: return "certificate and key → HTTPS, redirect and secure cookies on";
        case Intent::plain_http: return "neither → plain HTTP";
        case Intent::certificate_only: return "certificate without key → half configured";
        case Intent::key_only: break;
    }
    return "key without certificate → half configured";
}

}  // namespace megactl::tls
