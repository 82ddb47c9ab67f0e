#include "core/tls/chain.hpp"

#include "core/tls/holdings.hpp"
#include "core/tls/namesake.hpp"
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
    explicit Verification(const ChainQuestion& question) : question_(question), holdings_(question) {}

    ChainVerdict verdict() {
        ChainVerdict verdict;
        if (holdings_.leaf() == nullptr || !run()) {
            // No path was built, so none may pass for sound.
            verdict.places.assign(holdings_.sent().size(), ChainPlace::alternative);
            verdict.places[question_.leaf] = ChainPlace::leaf;
            verdict.faults.push_back({.words = "no path could be built"});
            return verdict;
        }
        verdict.length = static_cast<std::size_t>(sk_X509_num(chain()));
        tell_path(verdict);
        tell_faults(verdict);
        tell_missing_issuer(verdict);
        tell_places(verdict);
        return verdict;
    }

private:
    STACK_OF(X509) * chain() const { return X509_STORE_CTX_get0_chain(context_.get()); }
    X509* on_chain(std::size_t depth) const { return sk_X509_value(chain(), static_cast<int>(depth)); }

    bool run() {
        store_ = make_trust_store(question_.trusted, question_.anchors, question_.at_hand);
        untrusted_.reset(sk_X509_new_null());
        X509* leaf = holdings_.leaf();
        for (const auto* handles : {&holdings_.sent(), &holdings_.at_hand()}) {
            for (const X509Certificate& handle : *handles) {
                if (handle && handle.get() != leaf) sk_X509_push(untrusted_.get(), handle.get());
            }
        }
        context_.reset(X509_STORE_CTX_new());
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

    void tell_path(ChainVerdict& verdict) const {
        for (std::size_t depth = 0; depth < verdict.length; ++depth) {
            X509* one = on_chain(depth);
            HeldCertificate held = holdings_.held(one);
            if (held.sent) {
                verdict.path.push_back(*held.sent);
            } else {
                verdict.unsent.push_back(std::move(held));
            }
        }
    }

    bool is_repeated(std::size_t index) const {
        const auto before = question_.sent.first(index);
        return std::ranges::find(before, question_.sent[index].der, &Certificate::der) != before.end();
    }

    // Is it that authority, signed by another, or has it issued that one?
    static bool is_kin(X509* certificate, X509* related) {
        const bool is_cross_signed =
            X509_NAME_cmp(X509_get_subject_name(related), X509_get_subject_name(certificate)) == 0 &&
            EVP_PKEY_eq(X509_get0_pubkey(related), X509_get0_pubkey(certificate)) == 1;
        return is_cross_signed || X509_check_issued(certificate, related) == X509_V_OK;
    }

    // What was meant as the issuer, and is none to OpenSSL, belongs to the path all the same.
    bool is_meant(std::size_t index, const ChainVerdict& verdict) const {
        if (verdict.namesake && verdict.namesake->held.sent == index) return true;
        const ChainFault* broken = verdict.find(Kind::broken_extension);
        if (broken == nullptr) return false;
        return broken->held.sent == index || question_.sent[index].subject == verdict.missing_issuer;
    }

    void tell_places(ChainVerdict& verdict) const {
        const auto& sent = holdings_.sent();
        verdict.places.assign(sent.size(), ChainPlace::unrelated);
        std::vector<X509*> related;
        for (std::size_t depth = 0; depth < verdict.length; ++depth)
            related.push_back(on_chain(depth));
        for (const std::size_t index : verdict.path) {
            const bool is_root = index != question_.leaf && is_self_signed(sent[index].get());
            verdict.places[index] = is_root ? ChainPlace::root : ChainPlace::on_path;
        }
        verdict.places[question_.leaf] = ChainPlace::leaf;
        for (std::size_t i = 0; i < sent.size(); ++i) {
            if (is_repeated(i)) verdict.places[i] = ChainPlace::repeated;
        }
        const auto relate = [&](std::size_t index) {
            verdict.places[index] = ChainPlace::alternative;
            related.push_back(sent[index].get());
        };
        const auto is_open = [&](std::size_t index) {
            return verdict.places[index] == ChainPlace::unrelated && sent[index] != nullptr;
        };
        for (std::size_t i = 0; i < sent.size(); ++i) {
            if (is_open(i) && is_meant(i, verdict)) relate(i);
        }
        // Whatever is found makes others related: each is held against the others once.
        while (!related.empty()) {
            X509* one = related.back();
            related.pop_back();
            for (std::size_t i = 0; i < sent.size(); ++i) {
                if (is_open(i) && is_kin(sent[i].get(), one)) relate(i);
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
            if (culprit < verdict.length) fault.held = holdings_.held(on_chain(culprit));
            if (kind == Kind::signature && culprit < verdict.length)
                fault.fitting = fitting_issuer(holdings_, on_chain(culprit), on_chain(depth));
            if (kind == Kind::critical_extension) fault.extension = unknown_critical_extension(on_chain(depth));
            verdict.faults.push_back(std::move(fault));
        }
    }

    void tell_missing_issuer(ChainVerdict& verdict) {
        const auto gap = std::ranges::find(verdict.faults, Kind::issuer_missing, &ChainFault::kind);
        if (gap == verdict.faults.end()) return;
        X509* last = on_chain(verdict.length - 1);
        verdict.missing_issuer = text_of(X509_get_issuer_name(last));
        verdict.issuer_url = url_of_issuer(last);
        if (const auto broken = broken_one(last)) {
            gap->kind = Kind::broken_extension;
            gap->held = *broken;
            gap->extension = broken->certificate.broken_extension;
        } else {
            verdict.namesake = namesake_of_issuer(holdings_, context_.get(), last);
        }
    }

    // Of one that it can't read OpenSSL looks for no issuer, nor does it take it for one.
    std::optional<HeldCertificate> broken_one(X509* last) const {
        const HeldCertificate held = holdings_.held(last);
        return held.certificate.broken_extension.empty() ? broken_issuer(holdings_, last) : std::optional(held);
    }

    const ChainQuestion& question_;
    Holdings holdings_;
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
