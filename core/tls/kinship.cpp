#include "core/tls/kinship.hpp"

#include "core/tls/openssl_handles.hpp"
#include "core/tls/trust_store.hpp"

#include <openssl/x509v3.h>

#include <string_view>
#include <unordered_map>

namespace megactl::tls {

namespace {

// Signatures are tried one after the other where several authorities have one name; a real one has two or three.
constexpr int attempt_limit = 4;

class Family {
public:
    explicit Family(std::span<const Certificate* const> certificates) : certificates_(certificates) {
        handles_.reserve(certificates.size());
        for (std::size_t i = 0; i < certificates.size(); ++i) {
            handles_.push_back(certificate_from_der(certificates[i]->der));
            if (certificates[i]->is_authority) authorities_[certificates[i]->subject].push_back(i);
        }
    }

    Kin kin_of(std::size_t index) const {
        X509* certificate = handles_[index].get();
        if (certificate == nullptr) return {};
        const bool is_authority = certificates_[index]->is_authority;
        if (is_self_signed(certificate)) return {is_authority ? ChainRole::root : ChainRole::self_signed, {}};
        return {is_authority ? ChainRole::intermediate : ChainRole::leaf, issuer_of(index)};
    }

private:
    std::optional<std::size_t> issuer_of(std::size_t index) const {
        const auto namesakes = authorities_.find(certificates_[index]->issuer);
        if (namesakes == authorities_.end()) return std::nullopt;
        X509* certificate = handles_[index].get();
        int attempts = 0;
        for (const std::size_t candidate : namesakes->second) {
            X509* issuer = handles_[candidate].get();
            if (issuer == nullptr || X509_check_issued(issuer, certificate) != X509_V_OK) continue;
            if (X509_verify(certificate, X509_get0_pubkey(issuer)) == 1) return candidate;
            if (++attempts == attempt_limit) break;
        }
        return std::nullopt;
    }

    std::span<const Certificate* const> certificates_;
    std::vector<X509Certificate> handles_;
    std::unordered_map<std::string_view, std::vector<std::size_t>> authorities_;  // by their subject
};

}  // namespace

std::string_view name_of(ChainRole role) {
    switch (role) {
        case ChainRole::leaf: return "leaf";
        case ChainRole::self_signed: return "self-signed";
        case ChainRole::intermediate: return "intermediate";
        case ChainRole::root: return "root";
    }
    return "";
}

std::vector<Kin> kinship_of(std::span<const Certificate* const> certificates) {
    const ErrorQueue queue;
    const Family family(certificates);
    std::vector<Kin> kin;
    kin.reserve(certificates.size());
    for (std::size_t i = 0; i < certificates.size(); ++i)
        kin.push_back(family.kin_of(i));
    return kin;
}

}  // namespace megactl::tls
