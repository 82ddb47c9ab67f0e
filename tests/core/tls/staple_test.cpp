#include "core/tls/staple.hpp"

#include "core/base/freed.hpp"
#include "tests/support/certificates.hpp"

#include <gtest/gtest.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace megactl::tls {
namespace {

using tests::ec_key;
using tests::KeyType;
using tests::TestCertificate;
using tests::TestKey;

using X509Handle = std::unique_ptr<X509, Freed<X509_free>>;

constexpr auto issued = std::chrono::sys_days(std::chrono::year(2026) / 6 / 1);
constexpr auto end = std::chrono::sys_days(std::chrono::year(2026) / 6 / 8);

X509Handle handle_of(const TestCertificate& certificate) {
    const std::string der = certificate.der();
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    return X509Handle(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
}

// An authority, a site's certificate from it, and what a responder may say of that.
struct Family {
    TestKey root_key = TestKey::make(KeyType::ec);
    TestCertificate root = TestCertificate::self_signed(root_key, {.subject = "Root", .is_authority = true});
    TestCertificate leaf = root.sign(root_key, ec_key(), {});
    TestCertificate other = root.sign(root_key, ec_key(), {});

    std::vector<Certificate> sent(bool has_issuer = true) const {
        return parse_pem("sent", leaf.pem() + (has_issuer ? root.pem() : "")).certificates;
    }

    // A response about a certificate, signed by `signer`.
    std::string response(const TestCertificate& about, int status, const TestKey& key,
                         const TestCertificate& signer) const {
        const X509Handle subject = handle_of(about);
        const X509Handle issuer = handle_of(root);
        const X509Handle by = handle_of(signer);
        const std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>> basic(OCSP_BASICRESP_new());
        const std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>> from(
            ASN1_TIME_set(nullptr, std::chrono::system_clock::to_time_t(issued)));
        const std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>> until(
            ASN1_TIME_set(nullptr, std::chrono::system_clock::to_time_t(end)));
        const std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>> id(
            OCSP_cert_to_id(EVP_sha1(), subject.get(), issuer.get()));
        OCSP_basic_add1_status(basic.get(), id.get(), status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, from.get(), from.get(),
                               until.get());
        OCSP_basic_sign(basic.get(), by.get(), key.get(), EVP_sha256(), nullptr, 0);
        const std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>> whole(
            OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
        return der_of(whole.get());
    }
    std::string response(int status) const { return response(leaf, status, root_key, root); }

    static std::string der_of(OCSP_RESPONSE* response) {
        unsigned char* bytes = nullptr;
        const int size = i2d_OCSP_RESPONSE(response, &bytes);
        std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
        OPENSSL_free(bytes);
        return der;
    }
};

const Family& family() {
    static const Family made;
    return made;
}

}  // namespace

TEST(Staple, SaysThatTheCertificateIsGood) {
    for (const bool has_issuer : {true, false}) {
        const Staple staple = read_staple(family().response(V_OCSP_CERTSTATUS_GOOD), family().sent(has_issuer));
        EXPECT_EQ(staple.word, Staple::Word::good) << staple.problem;
        EXPECT_EQ(staple.issued_at, issued);
        EXPECT_EQ(staple.ends_at, end);
        EXPECT_EQ(staple.revoked_at, std::nullopt);
    }
}

TEST(Staple, SaysSinceWhenItIsRevoked) {
    const Staple staple = read_staple(family().response(V_OCSP_CERTSTATUS_REVOKED), family().sent());
    EXPECT_EQ(staple.word, Staple::Word::revoked);
    EXPECT_EQ(staple.revoked_at, issued);
}

TEST(Staple, MayNotKnowIt) {
    EXPECT_EQ(read_staple(family().response(V_OCSP_CERTSTATUS_UNKNOWN), family().sent()).word, Staple::Word::unknown);
}

TEST(Staple, OfAnotherCertificateSaysNothing) {
    const Family& all = family();
    const std::string about_other = all.response(all.other, V_OCSP_CERTSTATUS_GOOD, all.root_key, all.root);
    for (const bool has_issuer : {true, false}) {
        const Staple staple = read_staple(about_other, all.sent(has_issuer));
        EXPECT_EQ(staple.word, Staple::Word::none);
        EXPECT_EQ(staple.problem, "it is about another certificate");
    }
    EXPECT_EQ(read_staple(about_other, {}).problem, "it comes without a certificate");
}

TEST(Staple, SignedByWhoeverWantsSaysNothing) {
    const Family& all = family();
    const std::string forged = all.response(all.leaf, V_OCSP_CERTSTATUS_GOOD, ec_key(), all.other);
    EXPECT_EQ(read_staple(forged, all.sent()).problem, "its signature is not the issuer's");
}

TEST(Staple, SignedInTheIssuersPlaceCounts) {
    const Family& all = family();
    const TestKey key = TestKey::make(KeyType::ec);
    const TestCertificate responder =
        all.root.sign(all.root_key, key, {.subject = "Responder", .extensions = {"extendedKeyUsage=OCSPSigning"}});
    const std::string response = all.response(all.leaf, V_OCSP_CERTSTATUS_GOOD, key, responder);
    const Staple staple = read_staple(response, all.sent());
    EXPECT_EQ(staple.word, Staple::Word::good) << staple.problem;
}

TEST(Staple, CutShortOrARefusalSaysNothing) {
    const std::string whole = family().response(V_OCSP_CERTSTATUS_GOOD);
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(read_staple(std::string_view(whole).substr(0, size), family().sent()).word, Staple::Word::none);
    const std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>> refusal(
        OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, nullptr));
    EXPECT_EQ(read_staple(Family::der_of(refusal.get()), family().sent()).problem,
              R"(the responder answered "trylater")");
}

}  // namespace megactl::tls
