#include "tests/core/checks/tls_deployment.hpp"

#include "core/checks/select.hpp"
#include "core/project/gather.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <utility>

namespace megactl::checks {

namespace {

using tests::CertificateProfile;
using tests::Sandbox;
using tests::TestCertificate;
using tests::TestKey;

std::chrono::sys_seconds now() {
    static const auto begin = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return begin;
}

std::chrono::sys_seconds in_days(int days) {
    return now() + std::chrono::days(days);
}

CertificateProfile authority(std::string name, int from = -1000, int to = 2000) {
    return {.subject = std::move(name),
            .names = {},
            .not_before = in_days(from),
            .not_after = in_days(to),
            .is_authority = true};
}

CertificateProfile profile_of(const Wanted& wanted) {
    return {.names = wanted.names,
            .dns_names = wanted.dns,
            .not_before = in_days(wanted.from),
            .not_after = in_days(wanted.to),
            .is_authority = wanted.is_authority,
            .extensions = wanted.extensions,
            .is_signed_with_sha1 = wanted.is_signed_with_sha1};
}

// An authority's certificate with the key that it signs with.
struct Authority {
    TestKey key;
    TestCertificate certificate;

    TestCertificate sign(const TestKey& other, const CertificateProfile& profile) const {
        return certificate.sign(key, other, profile);
    }
    Authority above(const CertificateProfile& profile) const {
        TestKey made = TestKey::make(KeyType::ec);
        TestCertificate signed_by_this = sign(made, profile);
        return {std::move(made), std::move(signed_by_this)};
    }
};

Authority root_named(std::string name, KeyType type = KeyType::ec) {
    TestKey made = TestKey::make(type);
    TestCertificate self = TestCertificate::self_signed(made, authority(std::move(name)));
    return {std::move(made), std::move(self)};
}

struct Family {
    Authority root = root_named("Root");
    Authority private_root = root_named("Private Root");
    Authority issuing = root.above(authority("Issuing"));
    Authority second = issuing.above(authority("Second"));
    Authority narrow = root.above([] {
        CertificateProfile profile = authority("Narrow");
        profile.path_length = 0;
        return profile;
    }());
    Authority below_narrow = narrow.above(authority("Below"));
    Authority dsa_root = root_named("DSA Root", KeyType::dsa);

    // Under the keys of `narrow` and `below_narrow`, each signed by the other.
    TestCertificate first_of_circle() const {
        const auto other = TestCertificate::self_signed(below_narrow.key, authority("Second of the circle"));
        return other.sign(below_narrow.key, narrow.key, authority("First of the circle"));
    }
    TestCertificate second_of_circle() const {
        return first_of_circle().sign(narrow.key, below_narrow.key, authority("Second of the circle"));
    }

    // The issuing authority's name and key, in another certificate of the root.
    std::string issuing_as(const CertificateProfile& profile) const { return root.sign(issuing.key, profile).pem(); }
};

const Family& family() {
    static const Family made;
    return made;
}

std::string pem_by(const Authority& issuer, const Wanted& wanted) {
    return issuer.sign(key_of(wanted.key), profile_of(wanted)).pem();
}

project::NamedFile named(const char* file, const char* flag) {
    return {.path = file, .variable = "", .named_by = flag};
}

// Writes what the deployment has, and asks about it as `tls check` does.
project::Question lay(const Sandbox& sandbox, const Deployment& deployment) {
    project::Question question;
    const auto write = [&](const char* file, std::string_view content, unsigned mode) {
        std::filesystem::permissions(sandbox.write(file, content), static_cast<std::filesystem::perms>(mode));
    };
    write("site.pem", deployment.certificate, deployment.certificate_mode);
    write("site.key", deployment.key, deployment.key_mode);
    question.certificate = named("site.pem", "--cert");
    question.key = named("site.key", "--key");
    if (!deployment.chain.empty()) {
        write("chain.pem", deployment.chain, 0644);
        question.chain = named("chain.pem", "--chain");
    }
    if (!deployment.authority.empty()) {
        write("ca.pem", deployment.authority, 0644);
        question.anchors.push_back(named("ca.pem", "--ca"));
    }
    sandbox.write("trust/" + family().root.certificate.subject_hash() + ".0", root());
    question.trusted.folder = (sandbox.path() / "trust").string();
    deployment.arrange(sandbox);
    return question;
}

std::string_view letter(Severity severity) {
    return severity == Severity::error ? "E" : severity == Severity::warning ? "W" : "N";
}

}  // namespace

const TestKey& key_of(KeyType type) {
    static std::map<KeyType, TestKey> made;
    const auto found = made.find(type);
    return found != made.end() ? found->second : made.emplace(type, TestKey::make(type)).first->second;
}

std::string key(KeyType type) {
    return key_of(type).pem();
}

std::string root() {
    return family().root.certificate.pem();
}

std::string issuing() {
    return family().issuing.certificate.pem();
}

std::string second_issuing() {
    return family().second.certificate.pem();
}

std::string leaf(const Wanted& wanted) {
    return pem_by(family().issuing, wanted);
}

std::string leaf_of_second(const Wanted& wanted) {
    return pem_by(family().second, wanted);
}

std::string leaf_of_root(const Wanted& wanted) {
    return pem_by(family().root, wanted);
}

std::string self_signed(const Wanted& wanted) {
    return TestCertificate::self_signed(key_of(wanted.key), profile_of(wanted)).pem();
}

std::string private_root() {
    return family().private_root.certificate.pem();
}

std::string private_root_until(int day) {
    return TestCertificate::self_signed(family().private_root.key, authority("Private Root", -1000, day)).pem();
}

std::string private_root_with(const std::string& extension) {
    CertificateProfile profile = authority("Private Root");
    profile.extensions = {extension};
    return TestCertificate::self_signed(family().private_root.key, profile).pem();
}

std::string private_root_rekeyed() {
    return root_named("Private Root").certificate.pem();
}

std::string private_leaf(const Wanted& wanted) {
    return pem_by(family().private_root, wanted);
}

std::string circle() {
    return family().first_of_circle().pem() + family().second_of_circle().pem();
}

std::string leaf_of_circle() {
    return family().first_of_circle().sign(family().narrow.key, key_of(KeyType::ec), profile_of({})).pem();
}

std::string dsa_root() {
    return family().dsa_root.certificate.pem();
}

std::string leaf_of_dsa_root() {
    return pem_by(family().dsa_root, {});
}

Ladder ladder(int count) {
    std::string authorities;
    Authority lowest = family().root;
    for (int step = count; step > 0; --step) {
        lowest = lowest.above(authority(fmt::format("Step {}", step)));
        authorities.insert(0, lowest.certificate.pem());
    }
    return {pem_by(lowest, {}), authorities};
}

std::string issuing_expired() {
    return family().issuing_as(authority("Issuing", -1000, -1));
}

std::string issuing_until(int day) {
    return family().issuing_as(authority("Issuing", -1000, day));
}

std::string issuing_with(const std::string& extension) {
    CertificateProfile profile = authority("Issuing");
    profile.extensions = {extension};
    return family().issuing_as(profile);
}

std::string issuing_for_example_com() {
    CertificateProfile profile = authority("Issuing");
    profile.name_constraint = "example.com";
    return family().issuing_as(profile);
}

std::string issuing_without_authority() {
    CertificateProfile profile = authority("Issuing");
    profile.is_authority = false;
    return family().issuing_as(profile);
}

std::string issuing_that_may_not_sign() {
    CertificateProfile profile = authority("Issuing");
    profile.extensions = {"keyUsage=critical,digitalSignature"};
    return family().issuing_as(profile);
}

std::string issuing_rekeyed() {
    return family().root.sign(TestKey::make(KeyType::ec), authority("Issuing")).pem();
}

std::string issuing_by_private_root(int until) {
    return family().private_root.sign(family().issuing.key, authority("Issuing", -1000, until)).pem();
}

std::string private_root_by_root() {
    return family().root.sign(family().private_root.key, authority("Private Root")).pem();
}

std::string narrow() {
    return family().narrow.certificate.pem();
}

std::string below_narrow() {
    return family().below_narrow.certificate.pem();
}

std::string leaf_below_narrow() {
    return pem_by(family().below_narrow, {});
}

std::string findings_of(const Deployment& deployment) {
    const Sandbox sandbox;
    project::Question question = lay(sandbox, deployment);
    question.root = sandbox.path();
    question.mode = deployment.mode;
    question.now = in_days(deployment.at);
    question.hosts = deployment.hosts;
    question.expires_within = std::chrono::days(deployment.within == 0 ? 30 : deployment.within);
    question.expires_within_is_said = deployment.within != 0;
    if (!deployment.allowed.empty()) {
        question.allowed_hosts = project::AllowedHosts{deployment.allowed, "the environment", std::nullopt};
    }
    const project::DiskTree tree(sandbox.path());
    Selection selection;
    selection.only = {"tls"};
    const report::Report report = judge(gather(tree, question), selection);
    std::string told;
    for (const Finding& finding : report.findings) {
        if (!told.empty()) told += ", ";
        told += fmt::format("{} {}", letter(finding.severity), finding.rule.substr(finding.rule.find('/') + 1));
    }
    return told;
}

}  // namespace megactl::checks
