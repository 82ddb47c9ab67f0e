#include "cli/commands/tls_show_output.hpp"
#include "core/base/json.hpp"
#include "core/base/units.hpp"
#include "core/tls/certificate_details.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace megactl::cli::commands {
namespace {

using tls::Entry;

void write_line(JsonWriter& json, std::size_t line) {
    json.key("line");
    line == 0 ? json.null() : json.value(std::uint64_t{line});
}

void write_list(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
    json.key(key).begin_array();
    for (const std::string& text : texts)
        json.value(std::string_view(text));
    json.end_array();
}

void write_place(JsonWriter& json, const Entry& entry) {
    json.begin_object().member("file", std::string_view(entry.file->path));
    json.member("number", std::uint64_t{entry.number});
    write_line(json, line_of(*entry.item));
    json.end_object();
}

void write_key(JsonWriter& json, const std::string& type, const std::string& public_key) {
    json.member("key_type", std::string_view(type));
    json.member("spki_sha256", std::string_view(tls::key_fingerprint(public_key)));
}

// Writes one entry: what each kind of thing has.
class EntryWriter {
public:
    EntryWriter(JsonWriter& json, std::span<const Entry> entries, const Entry& entry, std::chrono::sys_seconds now)
        : json_(json), entries_(entries), entry_(entry), now_(now) {}

    void operator()(const tls::Certificate& certificate) {
        begin("certificate");
        const tls::CertificateDetails details = tls::details_of(certificate);
        json_.member("subject", std::string_view(certificate.subject));
        json_.member("issuer", std::string_view(certificate.issuer));
        write_list(json_, "names", certificate.names);
        json_.member("not_before", std::string_view(format_time(certificate.not_before)));
        json_.member("not_after", std::string_view(format_time(certificate.not_after)));
        const auto left = std::chrono::floor<std::chrono::days>(certificate.not_after - now_);
        json_.member("days_left", std::int64_t{left.count()});
        write_list(json_, "key_usage", details.key_usage);
        write_list(json_, "purposes", details.purposes);
        json_.member("signature", std::string_view(certificate.use.signature));
        json_.member("serial", std::string_view(details.serial));
        json_.member("sha256", std::string_view(details.sha256));
        write_key(json_, certificate.key_type, certificate.public_key);
        write_kin();
        write_partners("private_keys");
    }

    void operator()(const tls::PrivateKey& key) {
        begin("private_key");
        write_key(json_, key.key_type, key.public_key);
        write_partners("certificates");
    }

    void operator()(const tls::PublicKey& key) {
        begin("public_key");
        write_key(json_, key.key_type, key.public_key);
        write_partners("private_keys");
    }

    void operator()(const tls::CertificateRequest& request) {
        begin("request");
        json_.member("subject", std::string_view(request.subject));
        write_list(json_, "names", request.names);
        write_key(json_, request.key_type, request.public_key);
        write_partners("private_keys");
    }

    void operator()(const tls::ClosedBlock& block) {
        begin("other");
        json_.member("label", std::string_view(block.label));
    }

private:
    void begin(std::string_view kind) {
        json_.member("kind", kind);
        json_.member("file", std::string_view(entry_.file->path));
        json_.member("number", std::uint64_t{entry_.number});
        write_line(json_, line_of(*entry_.item));
    }

    void write_kin() {
        if (!entry_.kin) return;
        json_.member("role", name_of(entry_.kin->role)).key("issued_by");
        entry_.kin->issuer ? write_place(json_, entries_[*entry_.kin->issuer]) : static_cast<void>(json_.null());
    }

    void write_partners(std::string_view key) {
        json_.key(key).begin_array();
        for (const std::size_t partner : entry_.same_key)
            write_place(json_, entries_[partner]);
        json_.end_array();
    }

    JsonWriter& json_;
    std::span<const Entry> entries_;
    const Entry& entry_;
    std::chrono::sys_seconds now_;
};

void write_entry(JsonWriter& json, std::span<const Entry> entries, const Entry& entry, std::chrono::sys_seconds now) {
    json.begin_object();
    std::visit(EntryWriter(json, entries, entry, now), *entry.item);
    json.end_object();
}

void write_problems(JsonWriter& json, const tls::Contents& file) {
    json.key("problems").begin_array();
    for (const tls::ContentsProblem& problem : file.problems) {
        json.begin_object();
        write_line(json, problem.line);
        json.member("message", std::string_view(problem.message)).member("help", std::string_view(problem.help));
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string inventory_json(const std::vector<tls::Contents>& files, std::span<const Entry> entries,
                           std::chrono::sys_seconds now) {
    JsonWriter json;
    json.begin_object().key("files").begin_array();
    std::size_t next = 0;
    for (const tls::Contents& file : files) {
        json.begin_object().member("path", std::string_view(file.path)).key("encoding");
        file.encoding.empty() ? json.null() : json.value(file.encoding);
        json.key("items").begin_array();
        for (; next < entries.size() && entries[next].file == &file; ++next)
            write_entry(json, entries, entries[next], now);
        json.end_array();
        write_problems(json, file);
        json.end_object();
    }
    return std::move(json.end_array().end_object()).take();
}

std::string inventory_lines(std::span<const Entry> entries, std::chrono::sys_seconds now) {
    return json_lines(entries, [&](JsonWriter& json, const Entry& entry) { write_entry(json, entries, entry, now); });
}

}  // namespace megactl::cli::commands
