#include "core/tls/openssl_handles.hpp"

#include <openssl/x509v3.h>

#include <ctime>

namespace megactl::tls {

X509Certificate certificate_from_der(const std::string& der) {
    const unsigned char* at = as_bytes(der);
    return X509Certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

const char* as_characters(const unsigned char* bytes) {
    return static_cast<const char*>(static_cast<const void*>(bytes));
}

const unsigned char* as_bytes(std::string_view text) {
    return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

std::string text_of(const X509_NAME* name) {
    const Bio output(BIO_new(BIO_s_mem()));
    if (!output || X509_NAME_print_ex(output.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) < 0) return {};
    char* text = nullptr;
    const long size = BIO_get_mem_data(output.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::optional<std::chrono::sys_seconds> time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    const std::chrono::year_month_day day{std::chrono::year(parts.tm_year + 1900),
                                          std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                          std::chrono::day(static_cast<unsigned>(parts.tm_mday))};
    return std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) +
           std::chrono::seconds(parts.tm_sec);
}

std::string bytes_of(const ASN1_STRING* string) {
    return {as_characters(ASN1_STRING_get0_data(string)), static_cast<std::size_t>(ASN1_STRING_length(string))};
}

}  // namespace megactl::tls
