#include "core/tls/host_match.hpp"

#include "core/tls/a_label.hpp"
#include "core/tls/host_name.hpp"
#include "tests/support/certificates.hpp"

#include <gtest/gtest.h>

namespace megactl::tls {
namespace {

using tests::CertificateProfile;
using tests::TestCertificate;

Certificate certificate_with(const CertificateProfile& profile) {
    return parse_pem("site.pem", TestCertificate::self_signed(tests::ec_key(), profile).pem()).certificates.at(0);
}

HostMatch match_for(std::vector<std::string> names) {
    return HostMatch(certificate_with({.names = std::move(names)}));
}

TEST(HostMatch, TakesNamesInAnyLetterCase) {
    EXPECT_TRUE(match_for({"Example.ORG"}).covers_name("example.org"));
    EXPECT_FALSE(match_for({"example.org"}).covers_name("example.com"));
}

TEST(HostMatch, TakesAWildcardForOneWholeLabel) {
    const HostMatch match = match_for({"*.example.org"});
    EXPECT_TRUE(match.covers_name("www.example.org"));
    EXPECT_FALSE(match.covers_name("example.org"));
    EXPECT_FALSE(match.covers_name("a.b.example.org"));
    EXPECT_FALSE(match_for({"w*.example.org"}).covers_name("www.example.org"));
    EXPECT_FALSE(match_for({"*.org"}).covers_name("example.org"));
}

TEST(HostMatch, ForgetsTheCommonName) {
    EXPECT_FALSE(HostMatch(certificate_with({.names = {}})).covers_name("example.org"));
}

TEST(HostMatch, NeverTakesAnEmptyNameOrALeadingDotForAQuestion) {
    EXPECT_FALSE(match_for({"example.org"}).covers_name(""));
    EXPECT_FALSE(match_for({"www.example.org"}).covers_name(".example.org"));
}

TEST(HostMatch, IsNotFooledByANul) {
    EXPECT_FALSE(match_for({std::string("example.org\0.evil.org", 21)}).covers_name("example.org"));
}

TEST(HostMatch, ComparesAddressesAsBytes) {
    const HostMatch match = match_for({"192.0.2.7", "2001:db8::7"});
    EXPECT_TRUE(match.covers_address("192.0.2.7"));
    EXPECT_TRUE(match.covers_address("2001:DB8:0::7"));
    EXPECT_FALSE(match.covers_address("192.0.2.8"));
    EXPECT_FALSE(HostMatch(certificate_with({.names = {}, .dns_names = {"192.0.2.7"}})).covers_address("192.0.2.7"));
}

TEST(HostMatch, OfBrokenBytesCoversNothing) {
    Certificate broken;
    broken.der = "no certificate";
    EXPECT_FALSE(HostMatch(broken).covers_name("example.org"));
}

TEST(UsableWildcard, IsAWholeLeftmostLabelAboveADomain) {
    EXPECT_TRUE(is_usable_wildcard("*.example.org"));
    for (const char* name :
         {"*", "*.org", "w*.example.org", "www.*.org", "*.*.org", "*.0.2.1", "*..org", "*.", "*.b\u00FCcher.example"})
        EXPECT_FALSE(is_usable_wildcard(name)) << name;
}

TEST(HostOf, KnowsWhatPeopleWrite) {
    using Kind = Host::Kind;
    EXPECT_EQ(host_of(" WWW.Example.org. ").text, "www.example.org");
    EXPECT_EQ(host_of(".example.org").kind, Kind::subdomains);
    EXPECT_EQ(host_of(".example.org").text, "example.org");
    EXPECT_EQ(host_of("[2001:db8::7]").text, "2001:db8::7");
    EXPECT_EQ(host_of("*").kind, Kind::any);
    for (const char* text : {"", ".", "..", "example.org:443", "https://example.org", "a b", "*.example.org", "b\xC3",
                             "a\xE2\x98\x95 b", "10.0.1", "8000", "-foo.example", "foo-.example"})
        EXPECT_EQ(host_of(text).kind, Kind::unusable) << text;
    EXPECT_EQ(host_of(".Example.org:8000").text, ".example.org:8000");
    EXPECT_EQ(host_of(std::string(300, 'a')).kind, Kind::unusable);
}

TEST(HostOf, ConvertsNamesBeyondAsciiAsBrowsersDo) {
    ASSERT_TRUE(can_convert_names());
    const Host host = host_of(".M\u00DCNCHEN.example.");
    EXPECT_EQ(host.kind, Host::Kind::subdomains);
    EXPECT_EQ(host.text, "xn--mnchen-3ya.example");
    EXPECT_EQ(host.written, "m\u00DCnchen.example");
    EXPECT_EQ(host_of("fa\u00DF.example").text, "xn--fa-hia.example");  // not `fass.example`
    EXPECT_EQ(host_of("www.example.org").written, "");
    EXPECT_EQ(host_of(std::string(300, 'a') + "\u00FC.example").kind, Host::Kind::unusable);
}

TEST(HostOf, KnowsWhatNoCertificateIsFor) {
    for (const char* text : {"localhost", "app.localhost", ".localhost", "web", "127.0.0.1", "127.8.0.1", "::1",
                             "host.docker.internal", "0.0.0.0"})
        EXPECT_TRUE(is_of_this_machine(host_of(text))) << text;
    for (const char* text : {"example.org", ".example.org", "10.0.0.1", "2001:db8::1", "*"})
        EXPECT_FALSE(is_of_this_machine(host_of(text))) << text;
}

TEST(PrivateAddress, IsOneNobodyOutsideReaches) {
    for (const char* text :
         {"10.1.2.3", "172.16.0.1", "172.31.0.1", "192.168.1.1", "169.254.1.1", "fd00::1", "fe80::1"})
        EXPECT_TRUE(is_private_address(text)) << text;
    for (const char* text : {"172.32.0.1", "192.0.2.1", "2001:db8::1", "example.org"})
        EXPECT_FALSE(is_private_address(text)) << text;
}

}  // namespace
}  // namespace megactl::tls
