#include "core/tls/trust_store.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace megactl::tls {

namespace {

namespace fs = std::filesystem;

void add(X509_STORE* store, const Certificate& certificate) {
    if (const X509Certificate handle = certificate_from_der(certificate.der)) {
        X509_STORE_add_cert(store, handle.get());
    }
}

void add_folder(X509_STORE* store, const std::string& folder) {
    X509_LOOKUP* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    if (lookup != nullptr) X509_LOOKUP_add_dir(lookup, folder.c_str(), X509_FILETYPE_PEM);
}

void add_bundle(X509_STORE* store, const std::string& file) {
    X509_LOOKUP* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    if (lookup != nullptr) X509_LOOKUP_load_file(lookup, file.c_str(), X509_FILETYPE_PEM);
}

int no_passphrase(char* /*room*/, int /*size*/, int /*is_new*/, void* /*nothing*/) {
    return -1;
}

bool is_there(const std::string& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

// Where other distributions than the one OpenSSL was built for keep theirs.
std::string default_folder() {
    if (is_there(X509_get_default_cert_dir())) return X509_get_default_cert_dir();
    return "/etc/ssl/certs";
}

std::string default_bundle() {
    static constexpr std::array known{"/etc/pki/tls/cert.pem", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem"};
    if (is_there(X509_get_default_cert_file())) return X509_get_default_cert_file();
    for (const char* file : known) {
        if (is_there(file)) return file;
    }
    return {};
}

// Debian's list in one file stands among its hashed names: a folder with it is complete.
bool is_hashed(const std::string& folder) {
    return is_there(folder + "/ca-certificates.crt");
}

std::string folder_of(const TrustPlaces& places) {
    return places.folder.empty() ? default_folder() : places.folder;
}

// The bundle that is read beside the folder; empty where none is.
std::string bundle_of(const TrustPlaces& places) {
    if (!places.file.empty()) return places.file;
    return places.folder.empty() && !is_hashed(folder_of(places)) ? default_bundle() : std::string();
}

bool holds(const std::string& file, const X509* certificate) {
    const Bio reader(BIO_new_file(file.c_str(), "r"));
    while (reader) {
        const X509Certificate next(PEM_read_bio_X509_AUX(reader.get(), nullptr, no_passphrase, nullptr));
        if (!next) break;
        if (X509_cmp(next.get(), certificate) == 0) return true;
    }
    return false;
}

// OpenSSL counts up the certificates of one hash, and stops at the first number that is not there.
std::string file_in_folder(const std::string& folder, X509* certificate) {
    for (int number = 0;; ++number) {
        std::string file = fmt::format("{}/{:08x}.{}", folder, X509_subject_name_hash(certificate), number);
        if (!is_there(file)) return {};
        if (holds(file, certificate)) return file;
    }
}

}  // namespace

bool is_self_signed(X509* certificate) {
    return (X509_get_extension_flags(certificate) & EXFLAG_SS) != 0;
}

Store make_trust_store(const TrustPlaces& places, std::span<const Certificate> anchors,
                       std::span<const Certificate> at_hand) {
    Store store(X509_STORE_new());
    if (!store) return store;
    for (const Certificate& anchor : anchors)
        add(store.get(), anchor);
    for (const Certificate& certificate : at_hand) {
        if (anchors.empty() && certificate.is_authority && certificate.subject == certificate.issuer) {
            add(store.get(), certificate);
        }
    }
    add_folder(store.get(), folder_of(places));
    if (const std::string bundle = bundle_of(places); !bundle.empty()) add_bundle(store.get(), bundle);
    return store;
}

std::string file_in_store(const TrustPlaces& places, X509* certificate) {
    std::string found;
    const std::string folders = folder_of(places);
    for (const std::string_view folder : split(folders, ':')) {
        if (found.empty()) found = file_in_folder(std::string(folder), certificate);
    }
    // Nowhere else can the store have it from; to read the bundle again would cost more than the verification.
    if (found.empty()) found = bundle_of(places);
    std::error_code ignored;
    const fs::path whole = fs::canonical(found, ignored);
    return ignored ? found : whole.string();
}

}  // namespace megactl::tls
