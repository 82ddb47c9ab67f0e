#include "core/tls/chain.hpp"

#include "core/tls/description.hpp"
#include "core/tls/openssl_handles.hpp"
#include "core/tls/trust_store.hpp"
#include "core/tls/verify_error.hpp"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace megactl::tls {

namespace {

using Kind = ChainFault::Kind;
using Context = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using Stack = std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * stack) { sk_X509_free(stack); })>;
using Urls =
    std::unique_ptr<STACK_OF(OPENSSL_STRING), decltype([](STACK_OF(OPENSSL_STRING) * urls) { X509_email_free(urls); })>;

// OpenSSL goes on after an error when the callback says 1: so all faults of a path are heard, not the first alone.
int hear(int is_fine, X509_STORE_CTX* context) {
    if (is_fine == 1) return 1;
    auto* heard = static_cast<std::vector<VerifyError>*>(X509_STORE_CTX_get_app_data(context));
    heard->push_back({X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context)});
    return 1;
}

std::vector<X509Certificate> opened(std::span<const Certificate> certificates) {
    std::vector<X509Certificate> handles;
    handles.reserve(certificates.size());
    for (const Certificate& certificate : certificates)
        handles.push_back(certificate_from_der(certificate.der));
    return handles;
}

std::string url_of_issuer(X509* certificate) {
    const std::unique_ptr<AUTHORITY_INFO_ACCESS, Freed<AUTHORITY_INFO_ACCESS_free>> places(
        static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)));
    const int count = places ? sk_ACCESS_DESCRIPTION_num(places.get()) : 0;
    for (int i = 0; i < count; ++i) {
        const ACCESS_DESCRIPTION* place = sk_ACCESS_DESCRIPTION_value(places.get(), i);
        if (OBJ_obj2nid(place->method) != NID_ad_ca_issuers || place->location->type != GEN_URI) continue;
        const ASN1_IA5STRING* url = place->location->d.uniformResourceIdentifier;
        return bytes_of(url);
    }
    return {};
}

// The first that is critical, and that OpenSSL does not know.
std::string unknown_critical_extension(X509* certificate) {
    for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
        X509_EXTENSION* extension = X509_get_ext(certificate, i);
        if (X509_EXTENSION_get_critical(extension) != 1 || X509_supported_extension(extension) == 1) continue;
        std::array<char, 80> number{};
        OBJ_obj2txt(number.data(), static_cast<int>(number.size()), X509_EXTENSION_get_object(extension), 1);
        return number.data();
    }
    return {};
}

// One verification: the handles, and what OpenSSL made of them.
class Verification {
public:
    explicit Verification(const ChainQuestion& question)
        : question_(question), sent_(opened(question.sent)), at_hand_(opened(question.at_hand)) {}

    ChainVerdict verdict() {
        ChainVerdict verdict;
        if (!sent_.at(question_.leaf) || !run()) {
            // No path was built, so none may pass for sound.
            verdict.places.assign(sent_.size(), ChainPlace::alternative);
            verdict.places[question_.leaf] = ChainPlace::leaf;
            verdict.faults.push_back({.words = "no path could be built"});
            return verdict;
        }
        verdict.length = static_cast<std::size_t>(sk_X509_num(chain()));
        tell_path(verdict);
        tell_places(verdict);
        tell_faults(verdict);
        tell_missing_issuer(verdict);
        return verdict;
    }

private:
    STACK_OF(X509) * chain() const { return X509_STORE_CTX_get0_chain(context_.get()); }
    X509* on_chain(std::size_t depth) const { return sk_X509_value(chain(), static_cast<int>(depth)); }

    bool run() {
        store_ = make_trust_store(question_.trusted, question_.anchors, question_.at_hand);
        untrusted_.reset(sk_X509_new_null());
        for (const auto* handles : {&sent_, &at_hand_}) {
            for (const X509Certificate& handle : *handles) {
                if (handle && handle != sent_[question_.leaf]) sk_X509_push(untrusted_.get(), handle.get());
            }
        }
        context_.reset(X509_STORE_CTX_new());
        X509* leaf = sent_[question_.leaf].get();
        if (!store_ || X509_STORE_CTX_init(context_.get(), store_.get(), leaf, untrusted_.get()) != 1) return false;
        X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(context_.get());
        X509_VERIFY_PARAM_set_purpose(wanted, X509_PURPOSE_SSL_SERVER);
        X509_VERIFY_PARAM_set_auth_level(wanted, 0);  // what is weak has rules of its own
        if (!question_.anchors.empty()) X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_PARTIAL_CHAIN);
        if (question_.at) {
            X509_VERIFY_PARAM_set_time(wanted, question_.at->time_since_epoch().count());
        } else {
            X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_NO_CHECK_TIME);
        }
        X509_STORE_CTX_set_app_data(context_.get(), &heard_);
        X509_STORE_CTX_set_verify_cb(context_.get(), hear);
        if (X509_verify_cert(context_.get()) != 1 && heard_.empty()) {
            const int error = X509_STORE_CTX_get_error(context_.get());
            heard_.push_back({.code = error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error});
        }
        if (chain() == nullptr || sk_X509_num(chain()) == 0) return false;
        hear_dates_of_last();
        return true;
    }

    // Where its issuer is missing, OpenSSL takes the last certificate for a key alone. But whoever issued it, its dates
    // are what they are.
    void hear_dates_of_last() {
        const int depth = sk_X509_num(chain()) - 1;
        const X509* last = sk_X509_value(chain(), depth);
        const int place = X509_cmp_timeframe(X509_STORE_CTX_get0_param(context_.get()), X509_get0_notBefore(last),
                                             X509_get0_notAfter(last));
        if (place > 0) heard_.push_back({X509_V_ERR_CERT_HAS_EXPIRED, depth});
        if (place < 0) heard_.push_back({X509_V_ERR_CERT_NOT_YET_VALID, depth});
    }

    std::optional<std::size_t> sent_index(const X509* certificate) const {
        for (std::size_t i = 0; i < sent_.size(); ++i) {
            if (sent_[i] && X509_cmp(sent_[i].get(), certificate) == 0) return i;
        }
        return std::nullopt;
    }

    void tell_path(ChainVerdict& verdict) const {
        for (std::size_t depth = 0; depth < verdict.length; ++depth) {
            X509* one = on_chain(depth);
            if (const auto index = sent_index(one)) {
                verdict.path.push_back(*index);
            } else if (auto certificate = describe_certificate(one)) {
                verdict.unsent.push_back(*std::move(certificate));
            }
        }
    }

    bool is_repeated(std::size_t index) const {
        const auto before = question_.sent.first(index);
        return std::ranges::find(before, question_.sent[index].der, &Certificate::der) != before.end();
    }

    // Has one on the path this name and this key? Then it is that authority, signed by another.
    bool is_cross_signed(X509* certificate, const std::vector<X509*>& related) const {
        return std::ranges::any_of(related, [&](X509* other) {
            return X509_NAME_cmp(X509_get_subject_name(other), X509_get_subject_name(certificate)) == 0 &&
                   EVP_PKEY_eq(X509_get0_pubkey(other), X509_get0_pubkey(certificate)) == 1;
        });
    }

    bool issues(X509* certificate, const std::vector<X509*>& related) const {
        return std::ranges::any_of(related,
                                   [&](X509* other) { return X509_check_issued(certificate, other) == X509_V_OK; });
    }

    void tell_places(ChainVerdict& verdict) const {
        verdict.places.assign(sent_.size(), ChainPlace::unrelated);
        std::vector<X509*> related;
        for (std::size_t depth = 0; depth < verdict.length; ++depth)
            related.push_back(on_chain(depth));
        for (const std::size_t index : verdict.path) {
            const bool is_root = index != question_.leaf && is_self_signed(sent_[index].get());
            verdict.places[index] = is_root ? ChainPlace::root : ChainPlace::on_path;
        }
        verdict.places[question_.leaf] = ChainPlace::leaf;
        for (std::size_t i = 0; i < sent_.size(); ++i) {
            if (is_repeated(i)) verdict.places[i] = ChainPlace::repeated;
        }
        // Whatever is found makes others related: at most once for each.
        for (bool has_grown = true; has_grown;) {
            has_grown = false;
            for (std::size_t i = 0; i < sent_.size(); ++i) {
                X509* one = sent_[i].get();
                if (verdict.places[i] != ChainPlace::unrelated || one == nullptr) continue;
                if (!is_cross_signed(one, related) && !issues(one, related)) continue;
                verdict.places[i] = ChainPlace::alternative;
                related.push_back(one);
                has_grown = true;
            }
        }
    }

    void tell_faults(ChainVerdict& verdict) const {
        const bool is_too_long =
            std::ranges::find(heard_, X509_V_ERR_CERT_CHAIN_TOO_LONG, &VerifyError::code) != heard_.end();
        for (const VerifyError& error : heard_) {
            const Kind kind = kind_of(error);
            const auto depth = static_cast<std::size_t>(std::max(error.depth, 0));
            // Where the path is too long nothing is missing: OpenSSL has stopped there.
            if (kind == Kind::issuer_missing && is_too_long) continue;
            // A missing issuer is told once, of the last certificate: OpenSSL tells it of the leaf again. And who is
            // no authority is none for servers either.
            const auto is_told = [&](const ChainFault& fault) {
                if (fault.kind == Kind::issuer_missing && kind == Kind::issuer_missing) return true;
                const bool follows = fault.kind == Kind::no_authority && kind == Kind::purpose;
                return (fault.kind == kind || follows) && fault.depth == depth;
            };
            if (is_told_elsewhere(error, question_.sent[question_.leaf]) ||
                std::ranges::any_of(verdict.faults, is_told))
                continue;
            ChainFault fault{.kind = kind, .depth = depth, .words = X509_verify_cert_error_string(error.code)};
            // A signature is told of the one that bears it; at fault is the key above.
            const std::size_t culprit = kind == Kind::signature ? depth + 1 : depth;
            if (culprit < verdict.length) describe(fault, on_chain(culprit));
            if (kind == Kind::critical_extension) fault.extension = unknown_critical_extension(on_chain(depth));
            verdict.faults.push_back(std::move(fault));
        }
    }

    void describe(ChainFault& fault, X509* certificate) const {
        fault.subject = text_of(X509_get_subject_name(certificate));
        fault.is_self_issued = (X509_get_extension_flags(certificate) & EXFLAG_SI) != 0;
        fault.sent = sent_index(certificate);
        fault.not_before = time_of(X509_get0_notBefore(certificate)).value_or(std::chrono::sys_seconds{});
        fault.not_after = time_of(X509_get0_notAfter(certificate)).value_or(std::chrono::sys_seconds{});
    }

    void tell_missing_issuer(ChainVerdict& verdict) const {
        if (verdict.find(Kind::issuer_missing) == nullptr) return;
        X509* last = on_chain(verdict.length - 1);
        verdict.missing_issuer = text_of(X509_get_issuer_name(last));
        verdict.issuer_url = url_of_issuer(last);
        for (std::size_t i = 0; i < sent_.size(); ++i) {
            if (!sent_[i] || sent_[i].get() == last) continue;
            if (X509_NAME_cmp(X509_get_subject_name(sent_[i].get()), X509_get_issuer_name(last)) != 0) continue;
            if (X509_verify(last, X509_get0_pubkey(sent_[i].get())) != 1) verdict.impostor = i;
        }
    }

    const ChainQuestion& question_;
    std::vector<X509Certificate> sent_;
    std::vector<X509Certificate> at_hand_;
    std::vector<VerifyError> heard_;
    Store store_;
    Stack untrusted_;
    Context context_;
};

}  // namespace

const ChainFault* ChainVerdict::find(ChainFault::Kind kind) const {
    const auto found = std::ranges::find(faults, kind, &ChainFault::kind);
    return found == faults.end() ? nullptr : &*found;
}

ChainVerdict verify_chain(const ChainQuestion& question) {
    const ErrorQueue queue;
    return Verification(question).verdict();
}

std::size_t leaf_index(std::span<const Certificate> certificates, const PrivateKey* key) {
    const auto index_of = [&](auto found) {
        return found == certificates.end() ? 0 : static_cast<std::size_t>(found - certificates.begin());
    };
    if (key != nullptr) {
        const auto own = std::ranges::find(certificates, key->public_key, &Certificate::public_key);
        if (own != certificates.end()) return index_of(own);
    }
    return index_of(std::ranges::find(certificates, false, &Certificate::is_authority));
}

}  // namespace megactl::tls
