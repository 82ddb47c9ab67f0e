#include "core/tls/staple.hpp"

#include "core/tls/openssl_handles.hpp"
#include "core/tls/trust_store.hpp"

#include <openssl/ocsp.h>

#include <memory>
#include <new>
#include <utility>

namespace megactl::tls {

namespace {

using Response = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using Basic = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using Id = std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>>;

Staple no_word(std::string problem) {
    return {.problem = std::move(problem)};
}

// Is it about this certificate? Its issuer's key belongs to the question where the issuer is known.
bool is_about(const OCSP_CERTID* asked, X509* leaf, X509* issuer) {
    ASN1_OBJECT* digest = nullptr;
    ASN1_INTEGER* serial = nullptr;
    // OpenSSL takes it as changeable and changes nothing.
    if (OCSP_id_get0_info(nullptr, &digest, nullptr, &serial, const_cast<OCSP_CERTID*>(asked)) != 1) return false;
    if (issuer == nullptr) return ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(leaf)) == 0;
    const EVP_MD* const algorithm = EVP_get_digestbyobj(digest);
    if (algorithm == nullptr) return false;
    const Id ours(OCSP_cert_to_id(algorithm, leaf, issuer));
    return ours && OCSP_id_cmp(ours.get(), asked) == 0;
}

OCSP_SINGLERESP* answer_about(OCSP_BASICRESP* basic, X509* leaf, X509* issuer) {
    for (int i = 0; i < OCSP_resp_count(basic); ++i) {
        OCSP_SINGLERESP* const single = OCSP_resp_get0(basic, i);
        if (is_about(OCSP_SINGLERESP_get0_id(single), leaf, issuer)) return single;
    }
    return nullptr;
}

// By the issuer itself, or by whom it lets sign in its place. How old the signer's certificate is does not matter here:
// the answer has an end of its own.
bool is_signed(OCSP_BASICRESP* basic, X509* issuer) {
    const Store store(X509_STORE_new());
    STACK_OF(X509)* const signers = sk_X509_new_null();
    const std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * held) { sk_X509_free(held); })> held(signers);
    if (!store || signers == nullptr) throw std::bad_alloc();
    X509_STORE_add_cert(store.get(), issuer);
    X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
    sk_X509_push(signers, issuer);
    return OCSP_basic_verify(basic, signers, store.get(), 0) == 1;
}

Staple word_of(OCSP_SINGLERESP* single) {
    int reason = 0;
    ASN1_GENERALIZEDTIME* revoked = nullptr;
    ASN1_GENERALIZEDTIME* issued = nullptr;
    ASN1_GENERALIZEDTIME* end = nullptr;
    const int status = OCSP_single_get0_status(single, &reason, &revoked, &issued, &end);
    Staple staple{.issued_at = time_of(issued), .ends_at = end == nullptr ? std::nullopt : time_of(end)};
    switch (status) {
        case V_OCSP_CERTSTATUS_GOOD: staple.word = Staple::Word::good; break;
        case V_OCSP_CERTSTATUS_REVOKED:
            staple.word = Staple::Word::revoked;
            staple.revoked_at = time_of(revoked);
            break;
        default: staple.word = Staple::Word::unknown; break;
    }
    return staple;
}

}  // namespace

Staple read_staple(std::string_view der, std::span<const Certificate> sent) {
    const ErrorQueue queue;
    const unsigned char* bytes = as_bytes(der);
    const Response response(d2i_OCSP_RESPONSE(nullptr, &bytes, static_cast<long>(der.size())));
    if (!response) return no_word("it can't be read");
    if (const int status = OCSP_response_status(response.get()); status != OCSP_RESPONSE_STATUS_SUCCESSFUL)
        return no_word(std::string("the responder answered \"") + OCSP_response_status_str(status) + '"');
    const Basic basic(OCSP_response_get1_basic(response.get()));
    if (!basic) return no_word("it is of a kind that nobody reads");
    if (sent.empty()) return no_word("it comes without a certificate");
    const X509Certificate leaf = certificate_from_der(sent.front().der);
    X509Certificate issuer;
    for (const Certificate& other : sent.subspan(1)) {
        X509Certificate candidate = certificate_from_der(other.der);
        if (candidate && X509_check_issued(candidate.get(), leaf.get()) == X509_V_OK) issuer = std::move(candidate);
        if (issuer) break;
    }
    OCSP_SINGLERESP* const single = leaf ? answer_about(basic.get(), leaf.get(), issuer.get()) : nullptr;
    if (single == nullptr) return no_word("it is about another certificate");
    if (issuer && !is_signed(basic.get(), issuer.get())) return no_word("its signature is not the issuer's");
    return word_of(single);
}

}  // namespace megactl::tls
