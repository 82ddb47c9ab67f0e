#pragma once

#include "core/project/facts.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/sandbox.hpp"

#include <string>
#include <string_view>
#include <vector>

// Certificates of one family, made anew and reckoned from now, and what the rules say of a deployment with them.
namespace megactl::checks {

using tests::KeyType;

// What a case wants of a server's certificate; days are reckoned from now.
struct Wanted {
    KeyType key = KeyType::ec;
    int from = -30;
    int to = 60;
    std::vector<std::string> names = {"example.org"};
    std::vector<std::string> dns = {};  // dNSName entries, whatever they are
    std::vector<std::string> extensions = {};
    bool is_authority = false;
    bool is_signed_with_sha1 = false;
};

// One key of each type, for the whole program.
const tests::TestKey& key_of(KeyType type);
std::string key(KeyType type = KeyType::ec);

// The family: a root that the host trusts, an authority below it, one below that, and the server's certificate of the
// first, of the second, of the root itself, of itself.
std::string root();
std::string issuing();
std::string second_issuing();
std::string leaf(const Wanted& wanted = {});
std::string leaf_of_second(const Wanted& wanted = {});
std::string leaf_of_root(const Wanted& wanted = {});
std::string self_signed(const Wanted& wanted = {});
// A private root that nobody trusts, as it is, until a day, with an extension, with another key; and a certificate of
// it.
std::string private_root();
std::string private_root_until(int day);
std::string private_root_with(const std::string& extension);
std::string private_root_rekeyed();
std::string private_leaf(const Wanted& wanted = {});
// The issuing authority again: expired; until a day; with an extension; for `.example.com` alone; with nothing allowed
// below; that may not sign; under its name with another key; signed by the private root, and that one's root signed by
// the trusted one.
std::string issuing_expired();
std::string issuing_until(int day);
std::string issuing_with(const std::string& extension);
std::string issuing_for_example_com();
std::string issuing_without_authority();
std::string issuing_that_may_not_sign();
std::string issuing_rekeyed();
std::string issuing_by_private_root(int until = 2000);
std::string private_root_by_root();
// An authority that allows none below itself, one below it all the same, and its certificate.
std::string narrow();
std::string below_narrow();
std::string leaf_below_narrow();

// Two authorities that have only each other's word, and a certificate of the first.
std::string circle();
std::string leaf_of_circle();
// A root with a short key of DSA, and a certificate of it.
std::string dsa_root();
std::string leaf_of_dsa_root();
// As many authorities as said, each below the one before, the last one of the root's; and a certificate of the first.
struct Ladder {
    std::string leaf;
    std::string authorities;
};
Ladder ladder(int count);

struct Deployment {
    std::string certificate = leaf() + issuing();
    std::string key = checks::key();
    unsigned certificate_mode = 0644;
    unsigned key_mode = 0600;
    std::string chain = {};      // `--chain`
    std::string authority = {};  // `--ca`
    std::vector<std::string> hosts = {};
    std::vector<std::string> allowed = {};
    int within = 0;  // `--expires-within`, in days; 0: not said
    int at = 0;      // `--at`, in days from now
    project::Mode mode = project::Mode::production;
    // What else is done to `site.pem` and `site.key` before they are looked at.
    void (*arrange)(const tests::Sandbox&) = [](const tests::Sandbox&) {};
};

// "E expired, W expires-soon": what the rules of `tls` say, the worst first; empty where they are silent.
std::string findings_of(const Deployment& deployment);

}  // namespace megactl::checks
