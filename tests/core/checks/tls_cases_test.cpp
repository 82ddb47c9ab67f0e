// What a deployment's certificate and key are like, a case a line, and all that the rules of `tls` say of it.

#include "core/base/text.hpp"
#include "tests/core/checks/tls_deployment.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>

namespace megactl::checks {
namespace {

struct Case {
    std::string_view what;
    Deployment deployment;
    std::string_view findings{};
};

void expect_each(const std::vector<Case>& cases) {
    for (const Case& one : cases)
        EXPECT_EQ(findings_of(one.deployment), one.findings) << one.what;
}

// Clang-format leaves these as they are: one line a case.
// clang-format off

TEST(TlsCases, Keys) {
    using enum KeyType;
    const auto with = [](KeyType type) { return Deployment{.certificate = leaf({.key = type}) + issuing(), .key = key(type)}; };
    expect_each({
        {"EC P-256", with(ec)},
        {"EC P-384", with(ec_p384)},
        {"RSA 2048", with(rsa)},
        {"RSA 3072", with(rsa_3072)},
        {"RSA-PSS", with(rsa_pss)},
        {"EC P-521, which Chrome dropped", with(ec_p521), "N curve-unfit"},
        {"Ed25519, which no browser takes", with(ed25519), "N curve-unfit"},
        {"Ed448, likewise", with(ed448), "N curve-unfit"},
        {"EC secp256k1", with(ec_secp256k1), "W curve-unfit"},
        {"EC brainpool", with(ec_brainpool), "W curve-unfit"},
        {"EC P-192", with(ec_p192), "E curve-unfit"},
        {"RSA 1024", with(rsa_1024), "E rsa-too-short"},
        {"DSA", with(dsa), "E weak-signature"},
        {"RSA with the exponent 3", with(rsa_exponent_3), "W rsa-exponent"},
        {"a curve that is spelled out", with(ec_explicit), "E curve-explicit"},
        {"RSA 1024 in development", {.certificate = leaf({.key = rsa_1024}) + issuing(), .key = key(rsa_1024), .mode = project::Mode::development}, "W rsa-too-short"},
    });
}

TEST(TlsCases, Pairs) {
    using enum KeyType;
    const std::string other = tests::TestKey::make(ec).pem();
    expect_each({
        {"PKCS#1", {.certificate = leaf({.key = rsa}) + issuing(), .key = key_of(rsa).traditional_pem()}},
        {"SEC1", {.key = key_of(ec).traditional_pem()}},
        {"a key with its point compressed", {.key = key_of(ec).compressed().pem()}},
        {"another key of the same type", {.key = other}, "E key-mismatch"},
        {"a key of another type", {.key = key(rsa)}, "E key-mismatch"},
        {"RSA-PSS for a certificate of RSA", {.certificate = leaf({.key = rsa}) + issuing(), .key = key(rsa_pss)}, "E key-mismatch"},
        {"a key under a passphrase", {.key = key_of(ec).encrypted_pem()}, "E key-encrypted"},
        {"the same as OpenSSL wrote it once", {.key = key_of(ec).traditional_encrypted_pem()}, "E key-encrypted"},
        {"that in development", {.key = key_of(ec).encrypted_pem(), .mode = project::Mode::development}, "W key-encrypted"},
        {"the certificate as the key", {.key = leaf()}, "E no-key-in-file"},
        {"the public key as the key", {.key = key_of(ec).public_pem()}, "E no-key-in-file"},
        {"both exchanged", {.certificate = key(), .key = leaf() + issuing()}, "E swapped, E key-open-to-others"},
        {"two keys", {.key = key() + other}, "W several-in-one-file"},
        {"two keys, the wrong one first", {.key = other + key()}, "E key-mismatch, W several-in-one-file"},
        {"the same key twice", {.key = key() + key()}},
        {"the key beside its certificate", {.certificate = key() + leaf() + issuing(), .certificate_mode = 0600}},
    });
}

TEST(TlsCases, Files) {
    const std::string whole = leaf() + issuing();
    const std::string glued = whole.substr(0, whole.size() - issuing().size() - 1) + issuing();
    const std::string three = leaf_of_second() + second_issuing();
    expect_each({
        {"line ends of Windows", {.certificate = replace_all(whole, "\n", "\r\n"), .key = replace_all(key(), "\n", "\r\n")}},
        {"no final line end", {.certificate = whole.substr(0, whole.size() - 1)}},
        {"words between the blocks", {.certificate = "subject=CN = example.org\n" + leaf() + "\nthe issuer:\n" + issuing()}},
        {"parameters before the key", {.key = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + key()}},
        {"a label of OpenSSL's own", {.certificate = tests::TestCertificate::from_pem(leaf()).trusted_pem() + issuing()}},
        {"an empty file", {.certificate = ""}, "E file-empty"},
        {"blanks alone", {.key = " \n\n"}, "E file-empty"},
        {"DER", {.certificate = tests::TestCertificate::from_pem(leaf()).der()}, "E not-pem"},
        {"a key as DER", {.key = key_of(KeyType::ec).der()}, "E not-pem"},
        {"PKCS#7", {.certificate = tests::TestCertificate::from_pem(leaf()).pkcs7_pem()}, "E pkcs7-given"},
        {"PKCS#12", {.certificate = tests::TestCertificate::from_pem(leaf()).pkcs12(key_of(KeyType::ec))}, "E pkcs12-given"},
        {"a request", {.certificate = certificate_request_pem(key_of(KeyType::ec))}, "E no-certificate-in-file"},
        {"a key alone where a certificate is wanted", {.certificate = key(), .certificate_mode = 0600}, "E no-certificate-in-file"},
        {"words alone", {.certificate = "example.org\n"}, "E not-pem"},
        {"cut off within the second block", {.certificate = whole.substr(0, whole.size() - 60)}, "E not-pem"},
        {"damaged base64", {.certificate = leaf().replace(100, 3, "***") + issuing()}, "E not-pem"},
        {"two blocks glued together", {.certificate = glued}, "E pem-blocks-glued"},
        {"two blocks glued behind the first", {.certificate = three.substr(0, three.size() - 1) + issuing()}, "E pem-blocks-glued"},
        {"a byte order mark at the begin", {.certificate = "\xEF\xBB\xBF" + whole}, "W byte-order-mark"},
        {"a byte order mark ahead of words", {.certificate = "\xEF\xBB\xBF# example.org\n" + whole}},
        {"a byte order mark ahead of a later block", {.certificate = whole + "\xEF\xBB\xBF" + issuing()}, "W byte-order-mark"},
        {"a key in UTF-16", {.key = std::string("-\0-\0-\0-\0-\0B\0", 12)}, "E byte-order-mark"},
    });
}

TEST(TlsCases, Places) {
    namespace fs = std::filesystem;
    using tests::Sandbox;
    const auto as_certbot = [](const Sandbox& box) {
        for (const char* const file : {"site.pem", "site.key"}) {
            fs::create_directories(box.path() / "archive");
            fs::rename(box.path() / file, box.path() / "archive" / file);
            fs::create_symlink(fs::path("archive") / file, box.path() / file);
        }
    };
    const auto removed = [](const Sandbox& box) { fs::remove(box.path() / "site.key"); };
    const auto dangling = [](const Sandbox& box) { fs::rename(box.path() / "site.key", box.path() / "old"); fs::create_symlink("new", box.path() / "site.key"); };
    const auto folder = [](const Sandbox& box) { fs::remove(box.path() / "site.pem"); fs::create_directory(box.path() / "site.pem"); };
    const auto circle = [](const Sandbox& box) { fs::remove(box.path() / "site.pem"); fs::create_symlink("site.pem", box.path() / "site.pem"); };
    const auto open_folder = [](const Sandbox& box) { fs::permissions(box.path(), fs::perms(0777)); };
    const auto sticky_folder = [](const Sandbox& box) { fs::permissions(box.path(), fs::perms(01777)); };
    expect_each({
        {"links as certbot makes them", {.arrange = as_certbot}},
        {"a link to a key that everybody reads", {.key_mode = 0644, .arrange = as_certbot}, "E key-open-to-others"},
        {"a key for its owner alone", {.key_mode = 0400}},
        {"a key for a group", {.key_mode = 0640}},
        {"a key that everybody reads", {.key_mode = 0644}, "E key-open-to-others"},
        {"that in development", {.key_mode = 0644, .mode = project::Mode::development}, "W key-open-to-others"},
        {"a key that everybody may exchange", {.key_mode = 0602}, "E key-open-to-others"},
        {"a certificate that everybody may exchange", {.certificate_mode = 0646}, "W file-writable-by-others"},
        {"an open folder", {.arrange = open_folder}, "W file-writable-by-others, W file-writable-by-others"},
        {"an open folder with the sticky bit", {.arrange = sticky_folder}},
        {"no such file", {.arrange = removed}, "E file-missing"},
        {"a link to nothing", {.arrange = dangling}, "E file-missing"},
        {"a folder, as Docker makes one of a missing mount", {.arrange = folder}, "E not-a-file"},
        {"a link to itself", {.arrange = circle}, "E not-a-file"},
    });
}

TEST(TlsCases, Chains) {
    const std::string whole = leaf_of_second() + second_issuing() + issuing();
    const std::string own = self_signed();
    const std::string one = leaf();
    expect_each({
        {"leaf and intermediate", {}},
        {"two intermediates", {.certificate = whole}},
        {"signed by the root itself", {.certificate = leaf_of_root()}},
        {"the intermediate in a file of its own", {.certificate = leaf(), .chain = issuing()}},
        {"an intermediate that is trusted", {.certificate = leaf(), .authority = issuing()}},
        {"a private authority that `--ca` names", {.certificate = private_leaf(), .authority = private_root()}},
        {"cross-signed, and either root is trusted", {.certificate = leaf() + issuing() + issuing_by_private_root(), .authority = private_root()}},
        {"cross-signed, the known root first", {.certificate = leaf() + issuing() + issuing_by_private_root()}},
        {"cross-signed, the unknown root first: OpenSSL tries no other", {.certificate = leaf() + issuing_by_private_root() + issuing()}, "W issuer-unknown"},
        {"a root that a trusted one signed as well", {.certificate = leaf() + issuing_by_private_root() + private_root_by_root()}},
        {"an expired one beside its successor", {.certificate = leaf() + issuing_expired() + issuing()}, "W intermediate-expired"},
        {"the root sent along", {.certificate = leaf() + issuing() + root()}, "N root-sent-along"},
        {"no intermediate", {.certificate = leaf()}, "W issuer-unknown"},
        {"no intermediate of an authority that offers it", {.certificate = leaf({.extensions = {"authorityInfoAccess=caIssuers;URI:http://ca.test/i"}})}, "E intermediate-missing"},
        {"the upper intermediate missing", {.certificate = leaf_of_second() + second_issuing()}, "W issuer-unknown"},
        {"no intermediate for the authority that `--ca` names", {.certificate = leaf(), .authority = root()}, "E intermediate-missing"},
        {"another authority than `--ca` names", {.certificate = private_leaf() + private_root(), .authority = root()}, "E issuer-unknown, N root-sent-along"},
        {"intermediates out of order", {.certificate = leaf_of_second() + issuing() + second_issuing()}, "W chain-out-of-order"},
        {"the intermediate first", {.certificate = issuing() + leaf()}, "E leaf-not-first"},
        {"a certificate twice", {.certificate = leaf() + issuing() + issuing()}, "W certificate-twice"},
        {"the leaf twice", {.certificate = one + one + issuing()}, "W certificate-twice"},
        {"one of somebody else", {.certificate = leaf() + issuing() + self_signed({.key = KeyType::rsa})}, "W unrelated-certificate"},
        {"self-signed", {.certificate = self_signed()}, "E self-signed"},
        {"self-signed in development", {.certificate = self_signed(), .mode = project::Mode::development}, "W self-signed"},
        {"self-signed, and `--ca` names it", {.certificate = own, .authority = own}},
        {"a private authority", {.certificate = private_leaf() + private_root()}, "W issuer-unknown, N root-sent-along"},
        {"an expired intermediate", {.certificate = leaf() + issuing_expired()}, "E intermediate-expired"},
        {"an issuer that is no authority", {.certificate = leaf() + issuing_without_authority()}, "E issuer-is-no-ca"},
        {"an issuer that may not sign", {.certificate = leaf() + issuing_that_may_not_sign()}, "E issuer-is-no-ca"},
        {"an authority for another domain", {.certificate = leaf() + issuing_for_example_com()}, "E constraint-violated"},
        {"more authorities than allowed", {.certificate = leaf_below_narrow() + below_narrow() + narrow()}, "E constraint-violated"},
        {"the issuer's name with another key", {.certificate = leaf() + issuing_rekeyed()}, "E signature-wrong"},
        {"a root of `--ca` with a short key of DSA", {.certificate = leaf_of_dsa_root(), .authority = dsa_root()}, "E weak-signature"},
        {"signed with SHA-1", {.certificate = leaf({.is_signed_with_sha1 = true}) + issuing()}, "E weak-signature"},
        {"a whole bundle", {.certificate = leaf() + issuing() + issuing() + issuing() + issuing() + issuing() + issuing() + issuing() + issuing() + issuing() + issuing()}, "W several-in-one-file, W certificate-twice, W certificate-twice, W certificate-twice, W certificate-twice, W certificate-twice, W certificate-twice, W certificate-twice, W certificate-twice, W certificate-twice"},
    });
}

TEST(TlsCases, Namesakes) {
    const Wanted of_0a = {.extensions = {"authorityKeyIdentifier=DER:300480020A0B"}};
    const std::string private_0a = private_root_with("subjectKeyIdentifier=0A0B");
    expect_each({
        {"two roots of one name, the right one first", {.certificate = private_leaf(), .authority = private_root() + private_root_rekeyed()}},
        {"the wrong one first", {.certificate = private_leaf(), .authority = private_root_rekeyed() + private_root()}, "E signature-wrong"},
        {"the wrong one first, and its identifier tells", {.certificate = private_leaf(of_0a), .authority = private_root_with("subjectKeyIdentifier=0C0D") + private_0a}},
        {"the wrong one alone", {.certificate = private_leaf(), .authority = private_root_rekeyed()}, "E signature-wrong"},
        {"an identifier that fits", {.certificate = leaf(of_0a) + issuing_with("subjectKeyIdentifier=0A0B")}},
        {"an identifier that does not fit", {.certificate = leaf(of_0a) + issuing_with("subjectKeyIdentifier=0C0D")}, "E intermediate-missing"},
        {"and a second form of it that does", {.certificate = leaf(of_0a) + issuing_with("subjectKeyIdentifier=0C0D") + issuing_with("subjectKeyIdentifier=0A0B")}},
        {"a root of `--ca` with another identifier", {.certificate = private_leaf(of_0a), .authority = private_root_with("subjectKeyIdentifier=0C0D")}, "E intermediate-missing"},
        {"a circle", {.certificate = leaf_of_circle() + circle()}, "W issuer-unknown"},
        {"a circle, and `--ca` names another", {.certificate = leaf_of_circle() + circle(), .authority = root()}, "E intermediate-missing"},
    });
}

TEST(TlsCases, Authorities) {
    namespace fs = std::filesystem;
    using tests::Sandbox;
    const auto without_authority = [](const Sandbox& box) { fs::remove(box.path() / "ca.pem"); };
    const auto without_chain = [](const Sandbox& box) { fs::remove(box.path() / "chain.pem"); };
    const Ladder twelve = ladder(12);
    std::string bundle;
    for (int i = 0; i < 150; ++i) bundle += self_signed({.is_authority = true});
    expect_each({
        {"a root of `--ca` that has ended", {.certificate = private_leaf(), .authority = private_root_until(-1)}, "E intermediate-expired"},
        {"one that is for clients", {.certificate = private_leaf(), .authority = private_root_with("extendedKeyUsage=clientAuth")}, "E constraint-violated"},
        {"one that can't be read", {.certificate = private_leaf(), .authority = private_root_with("subjectKeyIdentifier=DER:0102")}, "E extension-broken"},
        {"no file of `--ca`", {.certificate = private_leaf(), .authority = private_root(), .arrange = without_authority}, "E file-missing"},
        {"no file of `--chain`", {.certificate = leaf(), .chain = issuing(), .arrange = without_chain}, "E file-missing"},
        {"a file of `--ca` without a certificate", {.certificate = self_signed(), .authority = key_of(KeyType::ec).public_pem()}, "E no-certificate-in-file"},
        {"twelve authorities", {.certificate = twelve.leaf, .chain = twelve.authorities}},
        {"a bundle of authorities, the right one last", {.certificate = private_leaf(), .authority = bundle + private_root()}},
    });
}

TEST(TlsCases, Extensions) {
    const auto with = [](std::vector<std::string> extensions) { return leaf({.names = {}, .extensions = std::move(extensions)}); };
    expect_each({
        {"names that can't be read", {.certificate = with({"subjectAltName=DER:0102"}) + issuing(), .hosts = {"example.org"}}, "E extension-broken"},
        {"names that are there twice", {.certificate = leaf({.extensions = {"subjectAltName=DNS:example.com"}}) + issuing()}, "E extension-broken"},
        {"purposes that can't be read", {.certificate = leaf({.extensions = {"extendedKeyUsage=DER:0102"}}) + issuing()}, "E extension-broken"},
        {"that of an authority", {.certificate = leaf() + issuing_with("subjectKeyIdentifier=DER:0102")}, "E extension-broken"},
        {"a sound form of it beside", {.certificate = leaf() + issuing_with("subjectKeyIdentifier=DER:0102") + issuing()}},
        {"one that OpenSSL does not look at", {.certificate = leaf({.extensions = {"1.2.3.4=DER:0102"}}) + issuing()}},
    });
}

TEST(TlsCases, DatesOfAuthorities) {
    expect_each({
        {"an intermediate that ends soon, and ahead of the leaf", {.certificate = leaf() + issuing_until(10)}, "W expires-soon"},
        {"ahead of the leaf, and not soon", {.certificate = leaf() + issuing_until(45)}},
        {"soon, and after the leaf", {.certificate = leaf({.to = 9}) + issuing_until(10)}, "W expires-soon"},
        {"ahead of the leaf, which ends soon as well", {.certificate = leaf({.to = 9}) + issuing_until(8)}, "W expires-soon, W expires-soon"},
        {"within what was said", {.certificate = leaf() + issuing_until(45), .within = 50}, "W expires-soon"},
        {"a root of `--ca` that ends soon", {.certificate = private_leaf(), .authority = private_root_until(10)}, "W expires-soon"},
        {"an intermediate of `--chain` that ends soon", {.certificate = leaf(), .chain = issuing_until(10)}, "W expires-soon"},
        {"a cross-signed form on the path", {.certificate = leaf() + issuing_by_private_root(10), .authority = private_root()}, "W expires-soon"},
        {"a cross-signed form beside the path", {.certificate = leaf() + issuing() + issuing_by_private_root(10)}, "W expires-soon"},
    });
}

TEST(TlsCases, Dates) {
    const auto dated = [](int from, int to) { return leaf({.from = from, .to = to}) + issuing(); };
    expect_each({
        {"expired", {.certificate = dated(-90, -1)}, "E expired"},
        {"expired, in development", {.certificate = dated(-90, -1), .mode = project::Mode::development}, "W expired"},
        {"not yet valid", {.certificate = dated(1, 90)}, "E not-yet-valid"},
        {"ends before it begins", {.certificate = dated(30, -30)}, "E dates-reversed"},
        {"ends soon", {.certificate = dated(-80, 9)}, "W expires-soon"},
        {"of 90 days: soon is a third", {.certificate = dated(-59, 31)}},
        {"of 6 days: soon is the half", {.certificate = dated(-2, 4)}},
        {"of 6 days, 2 left", {.certificate = dated(-4, 2)}, "W expires-soon"},
        {"ends within what was said", {.within = 61}, "W expires-soon"},
        {"ends later than what was said", {.within = 59}},
        {"as of a day at which it has ended", {.at = 61}, "E expired"},
        {"as of a day before it begins", {.at = -31}, "E not-yet-valid"},
        {"an expired one, as of a day when it was valid", {.certificate = dated(-90, -1), .at = -60}},
        {"for three years", {.certificate = dated(-30, 1065)}, "N lifetime-too-long"},
        {"beyond the year 2049", {.certificate = dated(-30, 10000)}, "N lifetime-too-long"},
    });
}

TEST(TlsCases, Names) {
    const auto named = [](std::vector<std::string> names) { return leaf({.names = std::move(names)}) + issuing(); };
    const auto dns = [](std::vector<std::string> names) { return leaf({.dns = std::move(names)}) + issuing(); };
    const std::string wild = named({"example.org", "*.example.org"});
    expect_each({
        {"the host", {.hosts = {"example.org"}}},
        {"in capitals, and with a final dot", {.hosts = {"EXAMPLE.org."}}},
        {"another host", {.hosts = {"www.example.org"}}, "E host-not-covered"},
        {"another host, in development", {.hosts = {"www.example.org"}, .mode = project::Mode::development}, "W host-not-covered"},
        {"by a wildcard", {.certificate = wild, .hosts = {"www.example.org"}}},
        {"two labels below a wildcard", {.certificate = wild, .hosts = {"a.b.example.org"}}, "E host-not-covered"},
        {"the apex of a wildcard", {.certificate = named({"*.example.org"}), .hosts = {"example.org"}}, "E host-not-covered"},
        {"in letters of its language", {.certificate = named({"xn--bcher-kva.example"}), .hosts = {"bücher.example"}}},
        {"an address", {.certificate = named({"192.0.2.7", "2001:db8::7"}), .hosts = {"192.0.2.7", "2001:DB8:0::7"}}},
        {"an address that is not named", {.hosts = {"192.0.2.7"}}, "E address-not-covered"},
        {"an address as a DNS name", {.certificate = dns({"192.0.2.7"}), .hosts = {"192.0.2.7"}}, "E address-not-covered"},
        {"allowed hosts", {.allowed = {"example.org"}}},
        {"allowed hosts of this machine", {.allowed = {"example.org", "localhost", "127.0.0.1", "[::1]", "web"}}},
        {"an allowed host that is not covered", {.allowed = {"example.org", "example.com"}}, "W allowed-host-not-covered"},
        {"no allowed host is covered", {.allowed = {"example.com"}}, "E allowed-host-not-covered"},
        {"an entry that Django never matches", {.allowed = {"example.org", "*.example.org"}}, "N allowed-host-not-covered"},
        {"all subdomains", {.certificate = wild, .allowed = {".example.org"}}},
        {"all subdomains without a wildcard", {.allowed = {".example.org"}}, "W subdomains-not-covered"},
        {"any host", {.allowed = {"*"}}, "N any-host-allowed"},
        {"`--host` instead of the allowed hosts", {.hosts = {"example.org"}, .allowed = {"example.com"}}},
        {"no names", {.certificate = named({})}, "E no-names"},
        {"a wildcard within a label", {.certificate = dns({"w*.example.org"})}, "W wildcard-refused"},
        {"a wildcard over all of a country", {.certificate = dns({"*.com"})}, "W wildcard-refused"},
        {"a name with a control character", {.certificate = dns({std::string("a\0b.example.org", 15)})}, "E name-malformed"},
        {"a name in letters that are not ASCII", {.certificate = dns({"bücher.example"})}, "E name-malformed"},
    });
}

TEST(TlsCases, Uses) {
    const auto with = [](std::string extension, KeyType type = KeyType::ec) { return Deployment{.certificate = leaf({.key = type, .extensions = {std::move(extension)}}) + issuing(), .key = key(type)}; };
    expect_each({
        {"for servers", with("extendedKeyUsage=serverAuth")},
        {"for servers and clients", with("extendedKeyUsage=serverAuth,clientAuth")},
        {"for clients", with("extendedKeyUsage=clientAuth"), "E not-for-servers"},
        {"for any purpose, which OpenSSL refuses", with("extendedKeyUsage=anyExtendedKeyUsage"), "E not-for-servers"},
        {"for any purpose, and for servers", with("extendedKeyUsage=anyExtendedKeyUsage,serverAuth")},
        {"for any purpose and for clients", with("extendedKeyUsage=anyExtendedKeyUsage,clientAuth"), "E not-for-servers"},
        {"may sign", with("keyUsage=critical,digitalSignature")},
        {"may agree on keys alone", with("keyUsage=critical,keyAgreement"), "E key-usage-wrong"},
        {"RSA that may encipher alone", with("keyUsage=keyEncipherment", KeyType::rsa), "W key-usage-wrong"},
        {"RSA that may encipher alone, and is for clients by Netscape's extension", {.certificate = leaf({.key = KeyType::rsa, .extensions = {"keyUsage=keyEncipherment", "nsCertType=client"}}) + issuing(), .key = key(KeyType::rsa)}, "E constraint-violated, W key-usage-wrong"},
        {"demands a staple", with("tlsfeature=status_request"), "E must-staple"},
        {"an authority", {.certificate = leaf({.is_authority = true}) + issuing()}, "W leaf-is-a-ca"},
    });
}

// clang-format on

}  // namespace
}  // namespace megactl::checks
