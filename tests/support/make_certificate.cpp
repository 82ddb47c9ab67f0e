// make_certificate: throwaway certificates and keys for transcripts.
//
//     make_certificate --name example.org --not-after 2027-02-14 --cert example.org.pem --key example.org.key

#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "tests/support/certificates.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace megactl;
using namespace megactl::tests;

constexpr std::string_view usage =
    R"(make_certificate [--cert FILE] [--key FILE] [OPTION]…
  --name NAME            repeatable; the first is the common name too (default: example.org)
  --dns NAME             repeatable; one more name, as DNS whatever it is
  --no-names             no subjectAltName, only the common name
  --not-before DATE      default: 2026-01-01; `-30d`: reckoned from now
  --not-after DATE       default: 2027-02-14; `+30d`: reckoned from now
  --key-type TYPE        ec (default), p521, secp256k1, rsa, rsa-1024, ed25519 or dsa
  --extension NAME=VALUE repeatable; as OpenSSL's configuration writes it: keyUsage=keyAgreement
  --sha1                 signed with SHA-1
  --use-key FILE         take this key rather than make one
  --traditional          write the key as PKCS#1 or SEC1
  --encrypt              write the key under the passphrase `test`
  --der                  write certificate and key as DER
  --authority            a certificate that may sign others
  --self-signed          signed by itself, as it also is outside of a transcript
  --issuer FILE          the authority that signs it (default: one that transcripts trust)
  --issuer-key FILE      its key
  --issuer-url URL       where the issuer's certificate is offered
  --permitted DOMAIN     an authority that may vouch for this domain alone
  --path-length N        an authority that may have N more below it
  --pkcs12 FILE          write both into one PKCS#12 file as well
  --pkcs7 FILE           write the certificate as PKCS#7 as well
)";

struct Arguments {
    std::map<std::string, std::vector<std::string>, std::less<>> values;

    bool has(std::string_view name) const { return values.contains(name); }
    std::optional<std::string> last(std::string_view name) const {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second.back());
    }
};

Arguments parse(const std::vector<std::string>& words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& name = words[i];
        const auto described = usage.find("  " + name + " ");
        const auto named_file = usage.find("[" + name + " FILE]");
        if (!name.starts_with("--") || (described == std::string_view::npos && named_file == std::string_view::npos)) {
            throw std::runtime_error("`" + name + "` is no option\n" + std::string(usage));
        }
        const bool is_switch = is_one_of(
            name, {"--traditional", "--encrypt", "--der", "--authority", "--no-names", "--self-signed", "--sha1"});
        if (!is_switch && i + 1 == words.size()) throw std::runtime_error(name + " wants a value");
        arguments.values[name].push_back(is_switch ? "" : words[++i]);
    }
    return arguments;
}

std::string read(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("can't read " + file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const std::optional<std::string>& file, const std::string& content) {
    if (!file) return;
    std::ofstream stream(*file, std::ios::binary);
    stream << content;
    if (!stream.flush()) throw std::runtime_error("can't write " + *file);
}

// For its owner alone, as a key should be; /dev/null stays everybody's.
void write_key(const std::optional<std::string>& file, const std::string& content) {
    write(file, content);
    if (file && std::filesystem::is_regular_file(*file))
        std::filesystem::permissions(*file, std::filesystem::perms(0600));
}

std::chrono::sys_seconds time_of(const Arguments& arguments, std::string_view name, std::chrono::sys_seconds fallback) {
    const auto text = arguments.last(name);
    if (!text) return fallback;
    if (text->starts_with('+') || text->starts_with('-')) {
        const auto distance = std::chrono::duration_cast<std::chrono::seconds>(parse_duration(text->substr(1)).value());
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        return text->front() == '+' ? now + distance : now - distance;
    }
    const auto time = parse_time(*text);
    if (!time) throw std::runtime_error(*text + ": " + time.error().reason);
    return *time;
}

TestKey key_for(const Arguments& arguments) {
    if (const auto file = arguments.last("--use-key")) return TestKey::from_pem(read(*file));
    const std::string type = arguments.last("--key-type").value_or("ec");
    if (type == "ec") return TestKey::make(KeyType::ec);
    if (type == "rsa") return TestKey::make(KeyType::rsa);
    if (type == "rsa-1024") return TestKey::make(KeyType::rsa_1024);
    if (type == "p521") return TestKey::make(KeyType::ec_p521);
    if (type == "secp256k1") return TestKey::make(KeyType::ec_secp256k1);
    if (type == "ed25519") return TestKey::make(KeyType::ed25519);
    if (type == "dsa") return TestKey::make(KeyType::dsa);
    throw std::runtime_error("`" + type + "` is no key type");
}

CertificateProfile profile_of(const Arguments& arguments) {
    CertificateProfile profile;
    if (const auto names = arguments.values.find("--name"); names != arguments.values.end()) {
        profile.names = names->second;
        profile.subject = profile.names.front();
    }
    if (const auto dns = arguments.values.find("--dns"); dns != arguments.values.end()) profile.dns_names = dns->second;
    if (arguments.has("--no-names")) profile.names.clear();
    profile.not_before = time_of(arguments, "--not-before", profile.not_before);
    profile.not_after = time_of(arguments, "--not-after", profile.not_after);
    profile.is_authority = arguments.has("--authority");
    profile.is_signed_with_sha1 = arguments.has("--sha1");
    if (const auto more = arguments.values.find("--extension"); more != arguments.values.end()) {
        profile.extensions = more->second;
    }
    profile.issuer_url = arguments.last("--issuer-url").value_or("");
    profile.name_constraint = arguments.last("--permitted").value_or("");
    profile.path_length = std::stoi(arguments.last("--path-length").value_or("-1"));
    return profile;
}

// Signs with the authority of `folder`, which is made at the first need, under the name that OpenSSL looks for.
TestCertificate signed_by_trusted(const std::filesystem::path& folder, const TestKey& key,
                                  const CertificateProfile& profile) {
    const std::filesystem::path file = folder / "authority.pem";
    const std::filesystem::path key_file = folder / "authority.key";
    if (!std::filesystem::exists(file)) {
        const TestKey own = TestKey::make(KeyType::ec);
        const CertificateProfile authority{.subject = "Trusted Test Authority",
                                           .names = {},
                                           .not_before = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1),
                                           .not_after = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1),
                                           .is_authority = true};
        const TestCertificate made = TestCertificate::self_signed(own, authority);
        std::filesystem::create_directories(folder);
        write(key_file.string(), own.pem());
        write((folder / (made.subject_hash() + ".0")).string(), made.pem());
        write(file.string(), made.pem());
    }
    return TestCertificate::from_pem(read(file.string()))
        .sign(TestKey::from_pem(read(key_file.string())), key, profile);
}

TestCertificate certificate_for(const Arguments& arguments, const TestKey& key) {
    const CertificateProfile profile = profile_of(arguments);
    const auto issuer = arguments.last("--issuer");
    const char* trusted = std::getenv("MEGACTL_TEST_AUTHORITY");
    const bool is_own_issuer = trusted == nullptr || arguments.has("--authority") || arguments.has("--self-signed");
    if (!issuer && is_own_issuer) return TestCertificate::self_signed(key, profile);
    if (!issuer) return signed_by_trusted(trusted, key, profile);
    const auto issuer_key = arguments.last("--issuer-key");
    if (!issuer_key) throw std::runtime_error("--issuer wants --issuer-key");
    return TestCertificate::from_pem(read(*issuer)).sign(TestKey::from_pem(read(*issuer_key)), key, profile);
}

std::string key_text(const Arguments& arguments, const TestKey& key) {
    const bool is_traditional = arguments.has("--traditional");
    if (arguments.has("--der")) return key.der();
    if (arguments.has("--encrypt")) return is_traditional ? key.traditional_encrypted_pem() : key.encrypted_pem();
    return is_traditional ? key.traditional_pem() : key.pem();
}

void run(const Arguments& arguments) {
    const TestKey key = key_for(arguments);
    const TestCertificate certificate = certificate_for(arguments, key);
    write(arguments.last("--cert"), arguments.has("--der") ? certificate.der() : certificate.pem());
    write_key(arguments.last("--key"), key_text(arguments, key));
    write(arguments.last("--pkcs7"), certificate.pkcs7_pem());
    if (arguments.has("--pkcs12")) write(arguments.last("--pkcs12"), certificate.pkcs12(key));
}

}  // namespace

int main(int argc, char** argv) {
    try {
        run(parse({argv + 1, argv + argc}));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "make_certificate: %s\n", error.what());
        return 2;
    }
    return 0;
}
