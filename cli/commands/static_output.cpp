#include "cli/commands/static_output.hpp"

#include "cli/commands/static_packing.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/staticfiles/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::commands {

namespace sf = staticfiles;

namespace {

std::string folder_name(const std::string& name) {
    return escape_controls(name.ends_with('/') ? name : name + '/');
}

// A row of the summary: a word, how many, how much, and a remark.
struct Row {
    std::string word;
    std::size_t count = 0;
    std::string size;
    std::string note;
};

std::uint64_t bytes_of(const std::vector<sf::Transfer>& transfers) {
    std::uint64_t total = 0;
    for (const sf::Transfer& transfer : transfers)
        total += transfer.state.size;
    return total;
}

std::uint64_t bytes_of(const std::vector<sf::Kept>& kept) {
    std::uint64_t total = 0;
    for (const sf::Kept& entry : kept)
        total += entry.transfer.state.size;
    return total;
}

// In the order in which people name them.
constexpr std::array encodings{sf::Encoding::gzip, sf::Encoding::brotli, sf::Encoding::zstd};

Row packed_row(const CollectAccount& account) {
    if (account.is_dry_run) {
        return {"would compress", account.plan.pack.files.size(), "", "those that it makes smaller by a twentieth"};
    }
    std::string sizes;
    for (const sf::Encoding encoding : encodings) {
        const auto size = account.packed.bytes.find(encoding);
        if (size == account.packed.bytes.end()) continue;
        sizes +=
            fmt::format("{}{} {}", sizes.empty() ? "→ " : ", ", format_size(Bytes{size->second}), name_of(encoding));
    }
    const std::uint64_t original = account.packed.original_bytes;
    return {"compressed", account.packed.files, original == 0 ? "" : format_size(Bytes{original}), std::move(sizes)};
}

std::vector<Row> rows_of(const CollectAccount& account) {
    const sf::CollectPlan& plan = account.plan;
    const auto word = [&](const char* done, const char* planned) {
        return std::string(account.is_dry_run ? planned : done);
    };
    const std::string into = fmt::format("from {} into {}", count_of(account.sources.size(), "source", "sources"),
                                         folder_name(account.root_name));
    std::vector<Row> rows;
    if (!plan.remove.empty()) rows.push_back({word("deleted", "would delete"), plan.remove.size(), "", ""});
    if (!plan.link.empty()) rows.push_back({word("linked", "would link"), plan.link.size(), "", into});
    if (!plan.copy.empty() || rows.empty()) {
        const bool is_unneeded = plan.copy.empty() && !plan.keep.empty();
        if (!is_unneeded) {
            const std::string size = plan.copy.empty() ? "" : format_size(Bytes{bytes_of(plan.copy)});
            rows.push_back({word("copied", "would copy"), plan.copy.size(), size, into});
        }
    }
    if (!plan.keep.empty()) {
        rows.push_back({"unchanged", plan.keep.size(), format_size(Bytes{bytes_of(plan.keep)}),
                        rows.empty() ? fmt::format("in {}", folder_name(account.root_name)) : ""});
    }
    const std::size_t hashed = plan.hashed.copy.size() + plan.hashed.texts.size() + plan.hashed.unchanged;
    if (!plan.hashed.manifest.empty()) {
        rows.push_back({word("hashed", "would hash"), hashed, "", fmt::format("in {}", sf::manifest_name)});
    }
    if (!plan.pack.encodings.empty()) rows.push_back(packed_row(account));
    if (account.prunes && !plan.hashed.manifest.empty()) {
        rows.push_back({word("pruned", "would prune"), plan.prune.files.size(), "", ""});
    }
    if (!plan.shadowed.empty())
        rows.push_back({"shadowed", plan.shadowed.size(), "", account.is_verbose ? "" : "`-v` shows by what"});
    return rows;
}

void write_path(JsonWriter& json, std::string_view name, const std::string& path) {
    json.member(name, std::string_view(path));
    if (!is_utf8(path)) json.member("encoding", "escaped");
}

// Text as it is: JsonWriter knows what to do with bytes that are none.
std::string whole_path(const sf::SourceFolder& source, const std::string& path) {
    return source.name.ends_with('/') ? source.name + path : source.name + '/' + path;
}

void write_change(JsonWriter& json, std::string_view action, const sf::Transfer& transfer,
                  std::span<const sf::SourceFolder> sources) {
    json.begin_object().member("action", action);
    write_path(json, "path", transfer.destination);
    json.member("source", std::string_view(whole_path(sources[transfer.source], transfer.path))).end_object();
}

void write_changes(JsonWriter& json, const CollectAccount& account) {
    json.key("changes").begin_array();
    for (const sf::Removal& removal : account.plan.remove) {
        json.begin_object().member("action", "delete");
        write_path(json, "path", removal.path);
        json.end_object();
    }
    for (const sf::Transfer& transfer : account.plan.copy)
        write_change(json, "copy", transfer, account.sources);
    for (const sf::Transfer& transfer : account.plan.link)
        write_change(json, "link", transfer, account.sources);
    for (const sf::Transfer& transfer : account.plan.hashed.copy)
        write_change(json, "hash", transfer, account.sources);
    for (const sf::TextFile& text : account.plan.hashed.texts) {
        json.begin_object().member("action", "rewrite");
        write_path(json, "path", text.path);
        json.end_object();
    }
    for (const std::string& path : account.packed.written) {
        json.begin_object().member("action", "compress");
        write_path(json, "path", path);
        json.end_object();
    }
    for (const std::string& path : account.plan.prune.files) {
        json.begin_object().member("action", "prune");
        write_path(json, "path", path);
        json.end_object();
    }
    json.end_array();
}

void write_conflicts(JsonWriter& json, const CollectAccount& account) {
    json.key("conflicts").begin_array();
    for (const sf::Shadowed& entry : account.plan.shadowed) {
        json.begin_object();
        write_path(json, "path", entry.loser.destination);
        json.member("winner", std::string_view(account.sources[entry.winner].name));
        json.member("shadowed",
                    std::string_view(whole_path(account.sources[entry.loser.source], entry.loser.file.path)));
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string plan_text(const CollectAccount& account, bool is_for_people) {
    std::string text;
    const auto add = [&](std::string_view action, const std::string& path, std::string source) {
        const std::string shown = escape_controls(path);
        if (!is_for_people) {
            text += fmt::format("{}\t{}\t{}\n", action, shown, source);
        } else {
            text += fmt::format("{} {}{}{}\n", action, shown, source.empty() ? "" : "  from ", source);
        }
    };
    const auto source = [&](std::size_t index) { return folder_name(account.sources[index].name); };
    for (const sf::Removal& removal : account.plan.remove)
        add("delete", removal.path, "");
    for (const sf::Transfer& transfer : account.plan.copy)
        add("copy", transfer.destination, source(transfer.source));
    for (const sf::Transfer& transfer : account.plan.link)
        add("link", transfer.destination, source(transfer.source));
    for (const sf::Transfer& transfer : account.plan.hashed.copy)
        add("hash", transfer.destination, source(transfer.source));
    for (const sf::TextFile& rewritten : account.plan.hashed.texts)
        add("rewrite", rewritten.path, "");
    if (!account.plan.pack.encodings.empty()) {
        for (const std::string& path : account.plan.pack.files)
            add("compress", path, "");
    }
    for (const std::string& path : account.plan.prune.files)
        add("prune", path, "");
    for (const std::string& release : account.pruned_releases)
        add("prune release", release, "");
    if (!account.is_verbose) return text;
    for (const sf::Kept& kept : account.plan.keep)
        add("keep", kept.transfer.destination, source(kept.transfer.source));
    for (const sf::Shadowed& entry : account.plan.shadowed) {
        add("shadow", entry.loser.destination, source(entry.loser.source));
    }
    return text;
}

std::string collect_summary(const CollectAccount& account, const report::Palette& palette) {
    const std::vector<Row> rows = rows_of(account);
    const bool has_plural = std::ranges::any_of(rows, [](const Row& row) { return row.count != 1; });
    std::vector<std::string> counts;
    std::size_t word_width = 0;
    std::size_t count_width = 0;
    std::size_t size_width = 0;
    for (const Row& row : rows) {
        // One letter less than its neighbours.
        counts.push_back(count_of(row.count, "file", "files") + (row.count == 1 && has_plural ? " " : ""));
        word_width = std::max(word_width, row.word.size());
        count_width = std::max(count_width, character_count(counts.back()));
        size_width = std::max(size_width, row.size.size());
    }
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string padding(count_width - character_count(counts[i]), ' ');
        const std::string word = palette.paint(report::Ink::bold, rows[i].word);
        std::string line =
            fmt::format("{}{}  {}{}", word, std::string(word_width - rows[i].word.size(), ' '), padding, counts[i]);
        if (size_width > 0) line += fmt::format("  {:>{}}", rows[i].size, size_width);
        if (!rows[i].note.empty()) line += "  " + palette.paint(report::Ink::dim, rows[i].note);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

std::string collect_json(const CollectAccount& account) {
    const sf::CollectPlan& plan = account.plan;
    const std::size_t post_processed = plan.hashed.copy.size() + plan.hashed.texts.size() + plan.hashed.unchanged;
    JsonWriter json;
    json.begin_object();
    json.member("dry_run", account.is_dry_run);
    json.member("root", std::string_view(account.root_name));
    if (account.release) json.member("release", std::string_view(*account.release));
    json.member("copied", std::uint64_t{plan.copy.size()});
    json.member("copied_bytes", bytes_of(plan.copy));
    json.member("linked", std::uint64_t{plan.link.size()});
    json.member("unmodified", std::uint64_t{plan.keep.size()});
    json.member("unmodified_bytes", bytes_of(plan.keep));
    json.member("deleted", std::uint64_t{plan.remove.size()});
    if (account.prunes) {
        json.member("pruned", std::uint64_t{plan.prune.files.size()});
        json.key("pruned_releases").begin_array();
        for (const std::string& release : account.pruned_releases)
            json.value(std::string_view(release));
        json.end_array();
    }
    json.member("post_processed", std::uint64_t{post_processed});
    json.member("compressed", std::uint64_t{account.packed.files});
    json.key("compressed_bytes").begin_object();
    for (const sf::Encoding encoding : encodings) {
        const auto size = account.packed.bytes.find(encoding);
        if (size != account.packed.bytes.end()) json.member(name_of(encoding), size->second);
    }
    json.end_object();
    write_changes(json, account);
    write_conflicts(json, account);
    json.member("seconds", account.took.count());
    return std::move(json.end_object()).take();
}

}  // namespace megactl::cli::commands
