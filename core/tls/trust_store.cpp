#include "core/tls/trust_store.hpp"

#include <openssl/x509v3.h>

#include <array>
#include <filesystem>
#include <string>

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
    const std::string folder = places.folder.empty() ? default_folder() : places.folder;
    add_folder(store.get(), folder);
    if (!places.file.empty()) {
        add_bundle(store.get(), places.file);
    } else if (places.folder.empty() && !is_hashed(folder)) {
        if (const std::string bundle = default_bundle(); !bundle.empty()) add_bundle(store.get(), bundle);
    }
    return store;
}

}  // namespace megactl::tls
