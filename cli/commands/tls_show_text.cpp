#include "cli/commands/tls_show_output.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/tls/certificate_details.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <variant>

namespace megactl::cli::commands {
namespace {

using report::Ink;
using tls::Entry;

constexpr std::chrono::days soon{30};

// Writes one entry as a headline and its facts, a line each.
class EntryText {
public:
    EntryText(std::span<const Entry> entries, const Entry& entry, std::chrono::sys_seconds now, const ShowStyle& style)
        : entries_(entries), entry_(entry), now_(now), style_(style) {}

    void operator()(const tls::Certificate& certificate) {
        const tls::CertificateDetails details = tls::details_of(certificate);
        begin("certificate");
        add("subject", name_or_none(certificate.subject));
        add("issuer", issuer_text(certificate));
        add("names", names_text(certificate.names));
        add("valid", validity_text(certificate));
        add("key", key_text(certificate.key_type, "private key"));
        add("usage", usage_text(details));
        add("role", std::string(entry_.kin ? name_of(entry_.kin->role) : ""));
        add("signature", escape_controls(certificate.use.signature));
        add("serial", details.serial);
        add("sha256", details.sha256);
        add("spki", tls::key_fingerprint(certificate.public_key));
    }

    void operator()(const tls::PrivateKey& key) {
        begin("private key");
        add("key", key_text(key.key_type, "certificate"));
        add("spki", tls::key_fingerprint(key.public_key));
    }

    void operator()(const tls::PublicKey& key) {
        begin("public key");
        add("key", key_text(key.key_type, "private key"));
        add("spki", tls::key_fingerprint(key.public_key));
    }

    void operator()(const tls::CertificateRequest& request) {
        begin("certificate request");
        add("subject", name_or_none(request.subject));
        add("names", names_text(request.names));
        add("key", key_text(request.key_type, "private key"));
        add("spki", tls::key_fingerprint(request.public_key));
    }

    void operator()(const tls::ClosedBlock& block) {
        begin(escape_controls(lower(block.label)));
        if (block.label == "ENCRYPTED PRIVATE KEY") add("closed", "its passphrase is never asked for");
    }

    std::string take() && { return std::move(text_); }

private:
    void begin(std::string_view kind) {
        text_ += fmt::format("{}  {}\n", style_.palette.paint(Ink::bold, kind),
                             style_.palette.paint(Ink::frame, place_of(entry_)));
    }

    void add(std::string_view name, const std::string& text) {
        if (text.empty()) return;
        constexpr std::size_t widest = std::string_view("signature").size();
        const std::string padding(widest - std::min(widest, name.size()), ' ');
        text_ += fmt::format("  {}{}  {}\n", style_.palette.paint(Ink::dim, name), padding, text);
    }

    static std::string name_or_none(const std::string& name) {
        return name.empty() ? "without a name" : escape_controls(name);
    }

    std::string issuer_text(const tls::Certificate& certificate) const {
        std::string text = name_or_none(certificate.issuer);
        if (!entry_.kin || !entry_.kin->issuer) return text;
        return fmt::format("{}, {}", text, place_of(entries_[*entry_.kin->issuer]));
    }

    std::string names_text(const std::vector<std::string>& names) const {
        std::vector<std::string> shown;
        for (const std::string& name : names) {
            if (shown.size() == style_.names_limit) {
                shown.push_back(fmt::format("and {} more (-v shows them)", names.size() - style_.names_limit));
                break;
            }
            shown.push_back(escape_controls(name));
        }
        return join(shown, ", ");
    }

    std::string validity_text(const tls::Certificate& certificate) const {
        const std::string dates =
            fmt::format("{} to {}", format_date(certificate.not_before), format_date(certificate.not_after));
        if (now_ > certificate.not_after) {
            return fmt::format("{}, {}", dates,
                               style_.palette.paint(
                                   Ink::error, fmt::format("ended {} ago", format_span(now_ - certificate.not_after))));
        }
        if (now_ < certificate.not_before) {
            return fmt::format(
                "{}, {}", dates,
                style_.palette.paint(Ink::warning,
                                     fmt::format("begins in {}", format_span(certificate.not_before - now_))));
        }
        const std::string left = fmt::format("{} left", format_span(certificate.not_after - now_));
        const bool is_soon = certificate.not_after - now_ <= soon;
        return fmt::format("{}, {}", dates, is_soon ? style_.palette.paint(Ink::warning, left) : left);
    }

    std::string key_text(const std::string& type, std::string_view partner) const {
        std::string text = escape_controls(type);
        if (entry_.same_key.empty()) return text;
        std::vector<std::string> places;
        places.reserve(entry_.same_key.size());
        for (const std::size_t other : entry_.same_key)
            places.push_back(place_of(entries_[other]));
        return fmt::format("{}, {} in {}", text, partner, join_words(places));
    }

    static std::string usage_text(const tls::CertificateDetails& details) {
        const std::string keys = join(details.key_usage, ", ");
        const std::string purposes = join(details.purposes, ", ");
        if (keys.empty() || purposes.empty()) return keys + purposes;
        return fmt::format("{}; {}", keys, purposes);
    }

    std::span<const Entry> entries_;
    const Entry& entry_;
    std::chrono::sys_seconds now_;
    const ShowStyle& style_;
    std::string text_;
};

// Not so in DER, and in a PEM block that holds several things.
bool has_line_for_itself(const Entry& entry) {
    const std::vector<tls::Item>& items = entry.file->items;
    const std::size_t line = line_of(*entry.item);
    const bool is_second = entry.number > 1 && line_of(items[entry.number - 2]) == line;
    const bool is_followed = entry.number < items.size() && line_of(items[entry.number]) == line;
    return !is_second && !is_followed;
}

}  // namespace

std::string place_of(const Entry& entry) {
    const std::string path = escape_controls(entry.file->path);
    const std::size_t line = line_of(*entry.item);
    std::string place = line == 0 ? path : fmt::format("{}:{}", path, line);
    return has_line_for_itself(entry) ? place : fmt::format("{}, item {}", place, entry.number);
}

std::string inventory_text(std::span<const Entry> entries, std::chrono::sys_seconds now, const ShowStyle& style) {
    std::string text;
    for (const Entry& entry : entries) {
        if (!text.empty()) text += '\n';
        EntryText one(entries, entry, now, style);
        std::visit([&](const auto& thing) { one(thing); }, *entry.item);
        text += std::move(one).take();
    }
    return text;
}

}  // namespace megactl::cli::commands
