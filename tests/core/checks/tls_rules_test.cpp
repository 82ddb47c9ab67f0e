#include "core/base/text.hpp"
#include "core/checks/tls/rules.hpp"
#include "tests/core/checks/tls_facts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace megactl::checks::tls_rules {
namespace {

using Reason = os::ReadFailure::Reason;

std::vector<const Rule*> all_rules() {
    return {&certificate_without_key,
            &key_without_certificate,
            &file_missing,
            &file_unreadable,
            &file_empty,
            &not_a_file,
            &not_pem,
            &no_certificate_in_file,
            &no_key_in_file,
            &swapped,
            &pkcs12_given,
            &pkcs7_given,
            &pem_blocks_glued,
            &byte_order_mark,
            &key_encrypted,
            &key_open_to_others,
            &file_writable_by_others,
            &key_of_another_owner,
            &several_in_one_file,
            &key_mismatch,
            &not_yet_valid,
            &expired,
            &expires_soon};
}

// The ids of all rules that speak about these facts.
std::vector<std::string_view> speaking(const Facts& facts) {
    std::vector<std::string_view> ids;
    for (const Rule* rule : all_rules()) {
        for (const Finding& finding : rule->judge(facts))
            ids.push_back(finding.rule);
    }
    return ids;
}

using Ids = std::vector<std::string_view>;

Finding only_finding(const Rule& rule, const Facts& facts) {
    const Findings findings = rule.judge(facts);
    EXPECT_EQ(findings.size(), 1U);
    return findings.empty() ? Finding{} : findings.front();
}

TEST(TlsRules, AreSilentAboutASoundPair) {
    EXPECT_EQ(speaking(facts_of(certificate_pem(), test_key().pem())), Ids{});
}

TEST(TlsRules, AreSilentAboutNothing) {
    EXPECT_EQ(speaking({}), Ids{});
    EXPECT_EQ(speaking(facts_with(std::nullopt, std::nullopt)), Ids{});
    EXPECT_EQ(speaking(facts_with(input_of("", "SERVER_TLS_CERT"), input_of("", "SERVER_TLS_KEY"))), Ids{});
}

TEST(TlsRules, AreSilentAboutFilesThatWereNotLookedAt) {
    EXPECT_EQ(speaking(facts_with(input_of("/etc/a.pem", "SERVER_TLS_CERT"), input_of("/etc/a.key", "SERVER_TLS_KEY"))),
              Ids{});
}

TEST(TlsRules, AcceptOneFileForBoth) {
    const std::string both = certificate_pem() + test_key().pem();
    EXPECT_EQ(speaking(facts_of(both, both)), Ids{});
}

TEST(TlsRules, AreTold) {
    for (const Rule* rule : all_rules()) {
        EXPECT_TRUE(rule->id.starts_with("tls/"));
        EXPECT_FALSE(rule->summary.empty() || rule->summary.ends_with('.')) << rule->id;
        for (const std::string_view text : {rule->why, rule->wrong, rule->right, rule->fix}) {
            EXPECT_FALSE(text.empty() || text.starts_with('\n') || text.ends_with('\n')) << rule->id;
            for (const std::string_view line : split(text, '\n'))
                EXPECT_LE(character_count(line), 100U) << line;
        }
    }
}

TEST(CertificateWithoutKey, IsAnErrorInProductionAndAWarningInDevelopment) {
    Facts facts = facts_with(input_of("a.pem", "SERVER_TLS_CERT"), std::nullopt);
    EXPECT_EQ(speaking(facts), Ids{"tls/certificate-without-key"});
    EXPECT_EQ(only_finding(certificate_without_key, facts).severity, Severity::error);
    facts.mode = project::Mode::development;
    EXPECT_EQ(only_finding(certificate_without_key, facts).severity, Severity::warning);
}

TEST(CertificateWithoutKey, PointsAtTheEmptyLineAndTheSetOne) {
    const auto source = std::make_shared<SourceText>(".env", "SERVER_TLS_CERT=/etc/a.pem\nSERVER_TLS_KEY=\n");
    const Finding finding =
        only_finding(certificate_without_key, facts_with(named_in(input_of("/etc/a.pem", "SERVER_TLS_CERT"), source, 1),
                                                         named_in(input_of("", "SERVER_TLS_KEY"), source, 2)));
    EXPECT_EQ(finding.headline, "SERVER_TLS_CERT is set and SERVER_TLS_KEY is not");
    EXPECT_EQ(finding.variable, "SERVER_TLS_KEY");
    ASSERT_TRUE(finding.primary);
    EXPECT_EQ(finding.primary->at.line(), 2U);
    EXPECT_EQ(finding.primary->text, "says plain HTTP");
    ASSERT_EQ(finding.related.size(), 1U);
    EXPECT_EQ(finding.related[0].text, "says HTTPS");
}

TEST(CertificateWithoutKey, PointsAtTheSetLineWhereTheOtherIsNowhere) {
    const auto source = std::make_shared<SourceText>(".env", "SERVER_TLS_CERT=/etc/a.pem\n");
    const Finding finding =
        only_finding(certificate_without_key,
                     facts_with(named_in(input_of("/etc/a.pem", "SERVER_TLS_CERT"), source, 1), std::nullopt));
    ASSERT_TRUE(finding.primary);
    EXPECT_EQ(finding.primary->text, "says HTTPS");
    EXPECT_TRUE(finding.related.empty());
}

TEST(CertificateWithoutKey, NamesFlagsWhereAFlagGaveIt) {
    project::TlsInput input = input_of("a.pem", "");
    input.named_by = "--cert";
    const Finding finding = only_finding(certificate_without_key, facts_with(input, std::nullopt));
    EXPECT_EQ(finding.headline, "`--cert` is given and `--key` is not");
    EXPECT_EQ(finding.file, "a.pem");
}

TEST(KeyWithoutCertificate, NamesWhatIsMissing) {
    Facts facts = facts_with(std::nullopt, input_of("a.key", "SERVER_TLS_KEY"));
    facts.tls_pairs.front().service = "web";
    facts.tls_pairs.front().title = "service `web`";
    EXPECT_EQ(speaking(facts), Ids{"tls/key-without-certificate"});
    const Finding finding = only_finding(key_without_certificate, facts);
    EXPECT_EQ(finding.headline, "SERVER_TLS_KEY is set and SERVER_TLS_CERT is not, in service `web`");
    EXPECT_EQ(finding.service, "web");
}

TEST(FileMissing, SpeaksOnceAFile) {
    const os::ReadFailure failure{Reason::missing, ENOENT, {}, "both.pem", "no such file"};
    const Facts facts = facts_with(failed(input_of("both.pem", "SERVER_TLS_CERT"), failure),
                                   failed(input_of("both.pem", "SERVER_TLS_KEY"), failure));
    EXPECT_EQ(speaking(facts), Ids{"tls/file-missing"});
    const Finding finding = only_finding(file_missing, facts);
    EXPECT_EQ(finding.headline, "the certificate file `both.pem` does not exist");
    EXPECT_EQ(finding.file, "both.pem");
    EXPECT_EQ(finding.seen, std::vector<std::string>{"SERVER_TLS_CERT names it (the environment)"});
}

TEST(FileMissing, NamesTheTargetOfADanglingLink) {
    const Finding finding = only_finding(
        file_missing,
        facts_with(
            certificate_input(certificate_pem()),
            failed(
                input_of("a.key", "SERVER_TLS_KEY"),
                {Reason::dangling_link, ENOENT, {}, "a.key", "a link to `../archive/a.key`, which does not exist"})));
    EXPECT_EQ(finding.headline, "the key file `a.key` is a link to `../archive/a.key`, which does not exist");
}

TEST(FileUnreadable, NamesTheFolderThatDenies) {
    const Facts facts =
        facts_with(failed(input_of("/etc/letsencrypt/live/a.pem", "SERVER_TLS_CERT"),
                          {Reason::denied,
                           EACCES,
                           {},
                           "/etc/letsencrypt/live",
                           "permission denied: `/etc/letsencrypt/live` is mode 700, owner 0:0; this is uid 1000"}),
                   key_input(test_key().pem()));
    EXPECT_EQ(speaking(facts), Ids{"tls/file-unreadable"});
    const Finding finding = only_finding(file_unreadable, facts);
    EXPECT_EQ(finding.headline, "the certificate file `/etc/letsencrypt/live/a.pem` can't be read: permission denied");
    EXPECT_NE(finding.help.at(0).find("chmod g+rX /etc/letsencrypt/live`"), std::string::npos);
}

TEST(NotAFile, NamesTheKind) {
    const Facts facts = facts_with(
        failed(input_of("live/", "SERVER_TLS_CERT"), {Reason::not_regular, 0, os::FileKind::directory, "live/", ""}),
        failed(input_of("circle", "SERVER_TLS_KEY"), {Reason::other, ELOOP, {}, "circle", "too many links"}));
    EXPECT_EQ(speaking(facts), (Ids{"tls/not-a-file", "tls/not-a-file"}));
    EXPECT_EQ(not_a_file.judge(facts)[0].headline, "the certificate file `live/` is a directory");
}

TEST(FileEmpty, SpeaksAboutBlanks) {
    EXPECT_EQ(speaking(facts_of("\n", test_key().pem())), Ids{"tls/file-empty"});
}

TEST(NotPem, TellsDerDamageAndProseApart) {
    const auto headline = [](std::string_view content) {
        return only_finding(not_pem, facts_of(content, test_key().pem())).headline;
    };
    const std::string pem = certificate_pem();
    const std::string der = tests::TestCertificate::self_signed(test_key()).der();
    EXPECT_EQ(headline(der), "the certificate file `site.pem` is DER, not PEM");
    EXPECT_EQ(headline(pem.substr(0, 200)),
              "the certificate file `site.pem` ends within a PEM block: line 1 has no END");
    EXPECT_EQ(headline("hello"), "the certificate file `site.pem` is not PEM: it holds no `-----BEGIN`");
    EXPECT_NE(headline(" " + pem).find("has its `-----BEGIN` within line 1"), std::string::npos);
    EXPECT_NE(
        headline("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n").find("can't be decoded, on line 1"),
        std::string::npos);
}

TEST(NotPem, IsTheOnlyFindingAboutADamagedFile) {
    EXPECT_EQ(speaking(facts_of(certificate_pem({.not_after = time_at("2026-02-01")}) + "-----BEGIN CERTIFICATE-----\n",
                                tests::TestKey::make(tests::KeyType::ec).pem())),
              Ids{"tls/not-pem"});
}

TEST(NotPem, SpeaksAboutFilesThatAreTooLarge) {
    EXPECT_EQ(
        speaking(facts_with(failed(input_of("core", "SERVER_TLS_CERT"), {Reason::too_large, EFBIG, {}, "core", ""}),
                            key_input(test_key().pem()))),
        Ids{"tls/not-pem"});
}

TEST(Pkcs12Given, NamesTheCommandForEachHalf) {
    const std::string bundle = tests::TestCertificate::self_signed(test_key()).pkcs12(test_key());
    const Facts facts = facts_of(bundle, bundle);
    EXPECT_EQ(speaking(facts), (Ids{"tls/pkcs12-given", "tls/pkcs12-given"}));
    EXPECT_NE(pkcs12_given.judge(facts)[0].help.at(0).find("-nokeys"), std::string::npos);
    EXPECT_NE(pkcs12_given.judge(facts)[1].help.at(0).find("-nocerts"), std::string::npos);
}

TEST(NoCertificateInFile, NamesWhatIsThere) {
    const Facts facts = facts_of(tests::certificate_request_pem(test_key()), test_key().pem());
    EXPECT_EQ(speaking(facts), Ids{"tls/no-certificate-in-file"});
    const Finding finding = only_finding(no_certificate_in_file, facts);
    EXPECT_EQ(finding.seen.back(), "it holds a certificate request (CSR)");
    EXPECT_EQ(speaking(facts_of(test_key().pem(), test_key().pem())), Ids{"tls/no-certificate-in-file"});
}

TEST(NoCertificateInFile, EscapesTheNamesOfBlocks) {
    const Facts facts = facts_of("-----BEGIN A\x1B[31m-----\n-----END A\x1B[31m-----\n", test_key().pem());
    EXPECT_EQ(only_finding(no_certificate_in_file, facts).seen.back(), "it holds a block `A\\x1B[31m`");
}

TEST(NoKeyInFile, NamesWhatIsThere) {
    const Facts facts = facts_of(certificate_pem(), certificate_pem() + test_key().public_pem());
    EXPECT_EQ(speaking(facts), Ids{"tls/no-key-in-file"});
    EXPECT_EQ(only_finding(no_key_in_file, facts).seen.back(), "it holds 1 certificate and a public key");
}

TEST(Swapped, IsOneFinding) {
    EXPECT_EQ(speaking(facts_of(test_key().pem(), certificate_pem())), Ids{"tls/swapped"});
    EXPECT_EQ(speaking(facts_of(test_key().encrypted_pem(), certificate_pem())), Ids{"tls/swapped"});
}

TEST(KeyEncrypted, IsAnErrorInProductionAndAWarningInDevelopment) {
    Facts facts = facts_of(certificate_pem(), test_key().encrypted_pem());
    EXPECT_EQ(speaking(facts), Ids{"tls/key-encrypted"});
    EXPECT_EQ(only_finding(key_encrypted, facts).severity, Severity::error);
    EXPECT_EQ(only_finding(key_encrypted, facts).primary->at.text(), "-----BEGIN ENCRYPTED PRIVATE KEY-----");
    facts.mode = project::Mode::development;
    EXPECT_EQ(only_finding(key_encrypted, facts).severity, Severity::warning);
}

TEST(KeyMismatch, TellsKindsApart) {
    const auto seen = [](const tests::TestKey& key) {
        const Facts facts = facts_of(certificate_pem(), key.pem());
        EXPECT_EQ(speaking(facts), Ids{"tls/key-mismatch"});
        return only_finding(key_mismatch, facts).seen.back();
    };
    EXPECT_EQ(seen(tests::TestKey::make(tests::KeyType::ec)), "both are EC P-256, of different keys");
    EXPECT_EQ(seen(tests::TestKey::make(tests::KeyType::ed25519)),
              "the certificate is for a key EC P-256, the key is Ed25519");
}

TEST(KeyMismatch, FindsTheCertificateThatStandsTooLate) {
    const tests::TestKey other = tests::TestKey::make(tests::KeyType::ec);
    const std::string first = tests::TestCertificate::self_signed(other).pem();
    const Facts facts = facts_of(first + certificate_pem(), test_key().pem());
    const Finding finding = only_finding(key_mismatch, facts);
    const auto line = 1 + std::ranges::count(first, '\n');
    EXPECT_EQ(finding.seen.back(),
              "the key belongs to the certificate on line " + std::to_string(line) + "; servers take the first");
    EXPECT_EQ(finding.help.at(0), "put the certificate of this host first, then the intermediate ones");
}

TEST(KeyMismatch, LeavesAnAuthorityAheadToTheOrderOfTheChain) {
    const tests::TestKey authority = tests::TestKey::make(tests::KeyType::ec);
    const std::string first = tests::TestCertificate::self_signed(authority, {.is_authority = true}).pem();
    EXPECT_TRUE(key_mismatch.judge(facts_of(first + certificate_pem(), test_key().pem())).empty());
}

TEST(KeyMismatch, NeverShowsTheKey) {
    const tests::TestKey other = tests::TestKey::make(tests::KeyType::ec);
    const Finding finding = only_finding(key_mismatch, facts_of(certificate_pem(), other.pem()));
    const std::string body = other.pem().substr(40, 20);
    ASSERT_TRUE(finding.primary);
    for (const Label& label : finding.related) {
        EXPECT_EQ(label.at.source->text().find(body), std::string_view::npos);
    }
}

}  // namespace
}  // namespace megactl::checks::tls_rules
