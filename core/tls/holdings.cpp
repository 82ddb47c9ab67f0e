#include "core/tls/holdings.hpp"

#include "core/tls/description.hpp"
#include "core/tls/trust_store.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <string_view>
#include <utility>

namespace megactl::tls {

namespace {

std::vector<X509Certificate> opened(std::span<const Certificate> certificates) {
    std::vector<X509Certificate> handles;
    handles.reserve(certificates.size());
    for (const Certificate& certificate : certificates)
        handles.push_back(certificate_from_der(certificate.der));
    return handles;
}

}  // namespace

Holdings::Holdings(const ChainQuestion& question)
    : question_(question), sent_(opened(question.sent)), at_hand_(opened(question.at_hand)) {}

std::optional<std::size_t> Holdings::sent_index(const X509* certificate) const {
    for (std::size_t i = 0; i < sent_.size(); ++i) {
        if (sent_[i] && X509_cmp(sent_[i].get(), certificate) == 0) return i;
    }
    return std::nullopt;
}

const Certificate* Holdings::unsent(const std::string& der) const {
    for (const auto& certificates : {question_.at_hand, question_.anchors}) {
        const auto found = std::ranges::find(certificates, der, &Certificate::der);
        if (found != certificates.end()) return &*found;
    }
    return nullptr;
}

HeldCertificate Holdings::held(X509* certificate) const {
    if (const auto index = sent_index(certificate)) return {.certificate = question_.sent[*index], .sent = index};
    if (const Certificate* known = unsent(der_of(certificate, i2d_X509))) return {.certificate = *known};
    HeldCertificate held{.store = file_in_store(question_.trusted, certificate)};
    if (auto described = describe_certificate(certificate)) {
        held.certificate = *std::move(described);
    } else {
        held.certificate.subject = text_of(X509_get_subject_name(certificate));
    }
    return held;
}

std::vector<X509Certificate> Holdings::named(const X509_NAME* name) const {
    std::vector<X509Certificate> found;
    std::set<std::string_view> seen;
    const std::string wanted = text_of(name);
    for (const auto& certificates : {question_.sent, question_.at_hand, question_.anchors}) {
        for (const Certificate& certificate : certificates) {
            if (certificate.subject != wanted || !seen.insert(certificate.der).second) continue;
            if (X509Certificate handle = certificate_from_der(certificate.der)) found.push_back(std::move(handle));
        }
    }
    return found;
}

}  // namespace megactl::tls
