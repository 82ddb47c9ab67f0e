#include "core/tls/pem_file.hpp"

#include "core/base/units.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>

namespace megactl::tls {
namespace {

using tests::CertificateProfile;
using tests::ec_key;
using tests::KeyType;
using tests::TestCertificate;
using tests::TestKey;

TestCertificate certificate(const CertificateProfile& profile = {}) {
    return TestCertificate::self_signed(ec_key(), profile);
}

std::chrono::sys_seconds at(std::string_view time) {
    return parse_time(time).value();
}

std::string without_final_newline(std::string text) {
    text.pop_back();
    return text;
}

TEST(PemFile, TellsWhatACertificateSays) {
    const PemFile file = parse_pem("a.pem", certificate({.names = {"example.org", "*.example.org"}}).pem());
    ASSERT_EQ(file.certificates.size(), 1U);
    const Certificate& found = file.certificates.front();
    EXPECT_EQ(file.fault, PemFault::none);
    EXPECT_EQ(found.subject, "CN = example.org");
    EXPECT_EQ(found.issuer, "CN = example.org");
    EXPECT_EQ(found.names, (std::vector<std::string>{"example.org", "*.example.org"}));
    EXPECT_EQ(found.not_before, at("2026-01-01"));
    EXPECT_EQ(found.not_after, at("2027-02-14"));
    EXPECT_EQ(found.key_type, "EC P-256");
    EXPECT_FALSE(found.is_authority);
    EXPECT_EQ(found.line, 1U);
}

TEST(PemFile, NamesTheIssuerOfASignedCertificate) {
    const TestCertificate authority = certificate({.subject = "Test CA", .names = {}, .is_authority = true});
    const TestKey key = TestKey::make(KeyType::ed25519);
    const PemFile file = parse_pem("chain.pem", authority.sign(ec_key(), key, {}).pem() + authority.pem());
    ASSERT_EQ(file.certificates.size(), 2U);
    EXPECT_EQ(file.certificates[0].issuer, "CN = Test CA");
    EXPECT_EQ(file.certificates[0].key_type, "Ed25519");
    EXPECT_TRUE(file.certificates[1].is_authority);
    EXPECT_GT(file.certificates[1].line, 5U);
}

TEST(PemFile, ReadsAddressesAmongTheNames) {
    const PemFile file = parse_pem("a.pem", certificate({.names = {"192.0.2.7", "2001:db8::7"}}).pem());
    EXPECT_EQ(file.certificates.at(0).names, (std::vector<std::string>{"192.0.2.7", "2001:db8::7"}));
}

TEST(PemFile, ReadsNamesBeyondANul) {
    const std::string name("good.example\0.evil.example", 26);
    const PemFile file = parse_pem("a.pem", certificate({.names = {name}}).pem());
    EXPECT_EQ(file.certificates.at(0).names, std::vector<std::string>{name});
}

TEST(PemFile, ReadsTimesOfBothForms) {
    const PemFile file = parse_pem(
        "a.pem", certificate({.not_before = at("1999-12-31T23:59:59Z"), .not_after = at("2055-03-01")}).pem());
    EXPECT_EQ(file.certificates.at(0).not_before, at("1999-12-31T23:59:59Z"));
    EXPECT_EQ(file.certificates.at(0).not_after, at("2055-03-01"));
}

TEST(PemFile, AcceptsOlderLabels) {
    std::string old = certificate().pem();
    for (std::size_t place = 0; (place = old.find(" CERTIFICATE", place)) != std::string::npos; place += 17) {
        old.insert(place, " X509");
    }
    EXPECT_EQ(parse_pem("a.pem", old).certificates.size(), 1U);
    EXPECT_EQ(parse_pem("a.pem", certificate().trusted_pem()).certificates.size(), 1U);
}

TEST(PemFile, CountsLinesOverProseByteOrderMarkAndCarriageReturns) {
    std::string text = "\xEF\xBB\xBF" + certificate().pem() + "\nThe authority:\n" + certificate().pem();
    const std::size_t lines = static_cast<std::size_t>(std::ranges::count(certificate().pem(), '\n'));
    for (std::size_t place = 0; (place = text.find('\n', place)) != std::string::npos; place += 2) {
        text.replace(place, 1, "\r\n");
    }
    const PemFile file = parse_pem("a.pem", without_final_newline(text));
    ASSERT_EQ(file.certificates.size(), 2U);
    EXPECT_EQ(file.certificates[0].line, 1U);
    EXPECT_EQ(file.certificates[1].line, lines + 3);
}

TEST(PemFile, IsEmptyWithNothingButBlanks) {
    EXPECT_EQ(parse_pem("a.pem", "").fault, PemFault::empty);
    EXPECT_EQ(parse_pem("a.pem", "\xEF\xBB\xBF \r\n\n").fault, PemFault::empty);
}

TEST(PemFile, TellsDerFromPem) {
    const PemFile of_certificate = parse_pem("a.der", certificate().der());
    EXPECT_EQ(of_certificate.fault, PemFault::der);
    EXPECT_EQ(of_certificate.other_blocks, std::vector<std::string>{"CERTIFICATE"});
    const PemFile of_key = parse_pem("a.der", ec_key().der());
    EXPECT_EQ(of_key.fault, PemFault::der);
    EXPECT_EQ(of_key.other_blocks, std::vector<std::string>{"PRIVATE KEY"});
}

TEST(PemFile, TakesNoTextForDer) {
    EXPECT_EQ(parse_pem("a", "0123456789").fault, PemFault::nothing_known);
}

TEST(PemFile, RecognisesPkcs12) {
    EXPECT_EQ(parse_pem("a.p12", certificate().pkcs12(ec_key())).fault, PemFault::pkcs12);
    EXPECT_EQ(parse_pem("a.p12", std::string_view("\x30\x80\x02\x01\x03\x30\x80\x06", 8)).fault, PemFault::pkcs12);
}

TEST(PemFile, NamesOtherBlocks) {
    const PemFile file =
        parse_pem("a.pem", certificate_request_pem(ec_key()) + certificate().pkcs7_pem() + ec_key().public_pem());
    EXPECT_EQ(file.fault, PemFault::none);
    EXPECT_EQ(file.other_blocks, (std::vector<std::string>{"CERTIFICATE REQUEST", "PKCS7", "PUBLIC KEY"}));
}

TEST(PemFile, IsTruncatedWithoutAnEnd) {
    const std::string whole = certificate().pem();
    const PemFile file = parse_pem("a.pem", whole + whole.substr(0, whole.size() / 2));
    EXPECT_EQ(file.fault, PemFault::truncated);
    EXPECT_EQ(file.fault_line, 1 + static_cast<std::size_t>(std::ranges::count(whole, '\n')));
    EXPECT_EQ(file.certificates.size(), 1U);
}

TEST(PemFile, IsUndecodableWithBytesMissingOrTooMany) {
    std::string text = certificate().pem();
    text.replace(100, 4, "!!!!");
    EXPECT_EQ(parse_pem("a.pem", text).fault, PemFault::undecodable);

    std::string without_line = certificate().pem();
    without_line.erase(28, 65);
    EXPECT_EQ(parse_pem("a.pem", without_line).fault, PemFault::undecodable);
    EXPECT_EQ(parse_pem("a.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").fault,
              PemFault::undecodable);
}

TEST(PemFile, TellsBlocksThatAreGluedTogether) {
    const std::string text = without_final_newline(certificate().pem()) + certificate().pem();
    const PemFile file = parse_pem("a.pem", text);
    EXPECT_EQ(file.fault, PemFault::glued);
    EXPECT_TRUE(file.source->text(file.source->line_span(file.fault_line)).starts_with("-----END"));
}

TEST(PemFile, TellsAByteOrderMarkAheadOfABlock) {
    const std::string pem = certificate().pem();
    const std::string mark = "\xEF\xBB\xBF";
    EXPECT_EQ(parse_pem("a.pem", pem).marked_line, 0U);
    EXPECT_EQ(parse_pem("a.pem", mark + pem).marked_line, 1U);
    EXPECT_EQ(parse_pem("a.pem", mark + "words\n" + pem).marked_line, 0U);
    const PemFile later = parse_pem("a.pem", "words\n" + mark + pem + pem);
    EXPECT_EQ(later.marked_line, 2U);
    EXPECT_EQ(later.certificates.size(), 1U);
}

TEST(PemFile, TellsTextOfTwoBytesACharacter) {
    EXPECT_EQ(parse_pem("a.pem", std::string_view("\xFF\xFE-\0", 4)).fault, PemFault::utf16);
    EXPECT_EQ(parse_pem("a.pem", std::string_view("\0-\0-\0-", 6)).fault, PemFault::utf16);
}

TEST(PemFile, PointsAtMarkersThatAreNotAloneOnTheirLine) {
    const PemFile file = parse_pem("a.pem", "\n    -----BEGIN CERTIFICATE-----\n    MIIB\n");
    EXPECT_EQ(file.fault, PemFault::nothing_known);
    EXPECT_EQ(file.fault_line, 2U);
}

TEST(PemFile, ReadsAThousandCertificatesAndNoMore) {
    std::string text;
    for (int i = 0; i < 1020; ++i)
        text += certificate().pem();
    EXPECT_EQ(parse_pem("a.pem", text).certificates.size(), 1000U);
}

TEST(PemFile, OfAContainerIsNamedAsTheHostHasIt) {
    const tests::Sandbox sandbox;
    const auto file = sandbox.write("site.pem", certificate().pem());
    EXPECT_EQ(read_pem_file(file, "/certs/site.pem").path, file);
    EXPECT_EQ(read_pem_file(file, "site.pem").path, "site.pem");
    EXPECT_EQ(read_pem_file(file, file).path, file);
}

TEST(PemFile, IsQuickWithTenMegabytesOfBegins) {
    std::string text;
    while (text.size() < 10U << 20)
        text += "-----BEGIN CERTIFICATE-----\n";
    EXPECT_EQ(parse_pem("a.pem", text).fault, PemFault::truncated);
}

TEST(PemFile, TellsWhyAFileCannotBeRead) {
    const tests::Sandbox sandbox;
    const PemFile missing = read_pem_file(sandbox.path() / "none.pem", "none.pem");
    ASSERT_TRUE(missing.failure);
    EXPECT_EQ(missing.path, "none.pem");
    EXPECT_EQ(missing.failure->reason, os::ReadFailure::Reason::missing);
    EXPECT_EQ(missing.source, nullptr);

    const PemFile folder = read_pem_file(sandbox.path(), "folder");
    ASSERT_TRUE(folder.failure);
    EXPECT_EQ(folder.failure->kind, os::FileKind::directory);
}

TEST(PemFile, DoesNotWaitForAFifo) {
    const tests::Sandbox sandbox;
    const auto fifo = sandbox.path() / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const PemFile file = read_pem_file(fifo, "fifo");
    ASSERT_TRUE(file.failure);
    EXPECT_EQ(file.failure->kind, os::FileKind::fifo);
}

TEST(PemFile, LeavesFilesAboveOneMebibyte) {
    const tests::Sandbox sandbox;
    const auto path = sandbox.write("large.pem", std::string((1U << 20) + 1, 'x'));
    ASSERT_TRUE(read_pem_file(path, "large.pem").failure);
    EXPECT_EQ(read_pem_file(path, "large.pem").failure->reason, os::ReadFailure::Reason::too_large);
}

TEST(PemFile, KeepsModeAndTextOfACertificateFile) {
    const tests::Sandbox sandbox;
    const std::string text = "# of the shop\n" + certificate().pem();
    const auto path = sandbox.write("a.pem", text);
    ::chmod(path.c_str(), 0640);
    const PemFile file = read_pem_file(path, "a.pem");
    ASSERT_TRUE(file.access);
    EXPECT_EQ(file.access->permissions, mode_t{0640});
    EXPECT_FALSE(file.access->is_foreign);
    EXPECT_EQ(file.access->open_folder, "");
    EXPECT_EQ(file.source->text(), text);
    EXPECT_EQ(file.certificates.at(0).line, 2U);
}

}  // namespace
}  // namespace megactl::tls
