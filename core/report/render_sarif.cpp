// SARIF 2.1.0, with what GitHub's code scanning reads of it.

#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/report/fingerprint.hpp"
#include "core/report/place.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

namespace megactl::report {
namespace {

// A path as a URI reference: RFC 3986's unreserved letters and `/` stay.
std::string uri_of(std::string_view path) {
    std::string uri = path.starts_with('/') ? "file://" : "";
    for (const char letter : path) {
        const bool stays =
            is_letter(letter) || is_digit(letter) || std::string_view("-._~/").find(letter) != std::string_view::npos;
        uri += stays ? std::string(1, letter) : fmt::format("%{:02X}", static_cast<unsigned char>(letter));
    }
    return uri;
}

class Writer {
public:
    Writer(const Report& report, std::span<const RuleText> rules, std::string_view version)
        : report_(report), rules_(rules), version_(version) {
        for (std::size_t i = 0; i < rules.size(); ++i)
            rule_index_.emplace(rules[i].id, i);
    }

    std::string document() && {
        json_.begin_object()
            .member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            .member("version", "2.1.0")
            .key("runs")
            .begin_array()
            .begin_object();
        write_tool();
        json_.member("columnKind", "unicodeCodePoints").key("results").begin_array();
        for (const Finding& finding : report_.findings)
            write_result(finding, std::nullopt);
        for (const Report::Allowed& allowed : report_.allowed)
            write_result(allowed.finding, allowed.by);
        json_.end_array().end_object().end_array().end_object();
        return std::move(json_).take();
    }

private:
    void write_tool() {
        json_.key("tool").begin_object().key("driver").begin_object();
        json_.member("name", "megactl").member("version", version_).key("rules").begin_array();
        for (const RuleText& rule : rules_)
            write_rule(rule);
        json_.end_array().end_object().end_object();
    }

    void write_rule(const RuleText& rule) {
        const std::string help = fmt::format("{}\n\n{}", rule.why, rule.fix);
        json_.begin_object().member("id", rule.id);
        write_text("shortDescription", rule.summary);
        write_text("fullDescription", rule.why);
        json_.key("help").begin_object().member("text", help).member("markdown", help).end_object();
        json_.key("defaultConfiguration").begin_object().member("level", name_of(rule.severity)).end_object();
        json_.key("properties").begin_object().key("tags").begin_array();
        json_.value(rule.id.substr(0, rule.id.find('/'))).end_array().member("precision", "high").end_object();
        json_.end_object();
    }

    void write_text(std::string_view name, std::string_view text) {
        json_.key(name).begin_object().member("text", text).end_object();
    }

    void write_result(const Finding& finding, std::optional<Report::Allowed::By> allowed) {
        json_.begin_object().member("ruleId", finding.rule);
        if (const auto found = rule_index_.find(finding.rule); found != rule_index_.end()) {
            json_.member("ruleIndex", std::uint64_t{found->second});
        }
        json_.member("level", name_of(finding.severity));
        std::string message = finding.headline;
        for (const std::string& help : finding.help)
            message += "\nhelp: " + help;
        write_text("message", message);
        json_.key("locations").begin_array().begin_object();
        write_place(place_of(finding));
        json_.end_object().end_array();
        write_related(finding);
        // Two findings of one fingerprint are told apart by their order.
        const std::string print = fingerprint(finding);
        json_.key("partialFingerprints").begin_object();
        json_.member("megactl/v1", fmt::format("{}:{}", print, ++prints_[print])).end_object();
        if (allowed) {
            const bool is_comment = *allowed == Report::Allowed::By::comment;
            json_.key("suppressions").begin_array().begin_object();
            json_.member("kind", is_comment ? "inSource" : "external").end_object().end_array();
        }
        json_.end_object();
    }

    void write_related(const Finding& finding) {
        if (finding.related.empty()) return;
        json_.key("relatedLocations").begin_array();
        std::uint64_t id = 0;
        for (const Label& label : finding.related) {
            json_.begin_object().member("id", ++id);
            write_place(place_of(label.at));
            write_text("message", label.text);
            json_.end_object();
        }
        json_.end_array();
    }

    void write_place(const Place& place) {
        json_.key("physicalLocation").begin_object().key("artifactLocation").begin_object();
        json_.member("uri", uri_of(place.file));
        if (!place.file.starts_with('/')) json_.member("uriBaseId", "%SRCROOT%");
        json_.end_object();
        if (place.line > 0) {
            json_.key("region").begin_object();
            json_.member("startLine", std::uint64_t{place.line}).member("startColumn", std::uint64_t{place.column});
            json_.member("endLine", std::uint64_t{place.end_line}).member("endColumn", std::uint64_t{place.end_column});
            json_.end_object();
        }
        json_.end_object();
    }

    const Report& report_;
    std::span<const RuleText> rules_;
    std::string_view version_;
    std::map<std::string_view, std::size_t> rule_index_;
    std::map<std::string, std::size_t> prints_;
    JsonWriter json_;
};

}  // namespace

std::string render_sarif(const Report& report, std::span<const RuleText> rules, std::string_view version) {
    return Writer(report, rules, version).document();
}

}  // namespace megactl::report
