#include "core/project/env_template.hpp"

#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/config/env_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project {
namespace {

// An entry of the existing file with the comment lines above it.
struct Block {
    std::string name;
    std::string text;
};

struct Existing {
    std::string head;  // comments up to the first empty line: they are about the file
    std::vector<Block> blocks;
    std::string tail;
};

// `#NAME=value`: an entry that somebody switched off. Empty for an ordinary comment.
std::string_view disabled_name(std::string_view line) {
    line = trim(line);
    if (!line.starts_with('#')) return {};
    line.remove_prefix(1);
    line = trim(line);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return {};
    const std::string_view name = line.substr(0, equals);
    return is_variable_name(name) && upper(name) == name ? name : std::string_view{};
}

class ExistingFile {
public:
    explicit ExistingFile(const Source& source) : source_(source) {
        const config::EnvFile file = config::parse_env_file(source);
        if (!file.problems.empty()) {
            throw Error(Error::Kind::input, fmt::format("`{}` can't be understood, so it is left as it is",
                                                        escape_controls(source->name())))
                .at({source, file.problems.front().span}, file.problems.front().reason);
        }
        for (const config::EnvEntry& entry : file.entries) {
            const std::size_t last = source->line_at(std::max(entry.span.begin, entry.span.end - 1));
            entries_[source->line_at(entry.span.begin)] = {entry.name, last};
        }
    }

    Existing read() {
        for (std::size_t line = 1; line <= source_->line_count(); ++line) {
            const auto entry = entries_.find(line);
            const std::string_view text = text_of(line);
            if (entry != entries_.end()) {
                for (; line < entry->second.second; ++line)
                    pending_.append(text_of(line)) += '\n';
                finish(entry->second.first, text_of(line));
            } else if (const std::string_view name = disabled_name(text); !name.empty()) {
                finish(std::string(name), text);
            } else if (trim(text).empty() && is_head()) {
                existing_.head = std::exchange(pending_, "");
            } else if (!trim(text).empty()) {
                pending_.append(text) += '\n';
            } else if (!pending_.empty()) {
                pending_ += '\n';
            }
        }
        while (pending_.ends_with("\n\n"))
            pending_.pop_back();
        existing_.tail = std::move(pending_);
        return std::move(existing_);
    }

private:
    std::string_view text_of(std::size_t line) const { return source_->text(source_->line_span(line)); }

    bool is_head() const { return existing_.blocks.empty() && existing_.head.empty() && !pending_.empty(); }

    void finish(std::string name, std::string_view last_line) {
        pending_.append(last_line) += '\n';
        existing_.blocks.push_back({std::move(name), std::exchange(pending_, "")});
    }

    const Source& source_;
    std::map<std::size_t, std::pair<std::string, std::size_t>> entries_;  // by line: the name and the last line
    Existing existing_;
    std::string pending_;
};

// Every reader of env files takes it alike.
bool is_portable(std::string_view value) {
    return value.find_first_of(" \t\r\n$#\"'\\`") == std::string_view::npos;
}

// The default as a value, where it is known, harmless and can be written on a line.
std::optional<std::string> sample_value(const VariableRead& read) {
    if (!read.default_text || !read.default_is_literal || *read.default_text == "None") return std::nullopt;
    const std::string& value = *read.default_text;
    const std::string line = fmt::format("{}={}", read.name, value);
    if (is_secret_name(read.name) || !secret_spans(line).empty()) return std::nullopt;
    if (is_portable(value)) return value;
    if (value.find_first_of("'\r\n\\") != std::string::npos) return std::nullopt;
    return fmt::format("'{}'", value);
}

std::string words_about(const VariableRead& read) {
    std::string words = fmt::format("{}: {}", escape_controls(read.at.source->name()), name_of(read.type));
    if (read.is_required && read.when == ReadWhen::at_import) {
        words += read.only_without_debug ? ", required while DEBUG is off" : ", required";
    } else if (read.when == ReadWhen::conditional) {
        words += ", read under a condition";
    } else if (read.when == ReadWhen::lazily) {
        words += ", read when it is needed";
    }
    if (read.default_text && !read.default_is_literal) words += ", has a default that is computed";
    if (!read.setting.empty() && read.setting != read.name) words += fmt::format(", makes {}", read.setting);
    for (const std::string& other : read.alternatives)
        words += fmt::format(", {} does as well", other);
    return words;
}

std::string made_block(const VariableRead& read) {
    const std::optional<std::string> value = sample_value(read);
    // An empty value is not the same as none: what has a default, or may be missing, is switched off.
    const bool is_on = value || (read.is_required && !read.only_without_debug);
    return fmt::format("# {}\n{}{}={}\n", words_about(read), is_on ? "" : "#", read.name, value.value_or(""));
}

// The read to tell of: the first that requires the variable, else the first.
std::vector<const VariableRead*> told_reads(const Facts& facts) {
    std::vector<const VariableRead*> reads;
    std::map<std::string_view, std::size_t> known;
    for (const DjangoSettings& settings : facts.settings) {
        for (const VariableRead& read : settings.reads) {
            if (!is_variable_name(read.name)) continue;
            const auto [entry, is_new] = known.try_emplace(read.name, reads.size());
            if (is_new) {
                reads.push_back(&read);
            } else if (read.is_required && !reads[entry->second]->is_required) {
                reads[entry->second] = &read;
            }
        }
    }
    return reads;
}

void append_block(std::string& text, std::string_view block) {
    while (block.starts_with('\n'))
        block.remove_prefix(1);
    const bool is_commented = block.starts_with('#') && disabled_name(block.substr(0, block.find('\n'))).empty();
    if (!text.empty() && is_commented) text += '\n';
    text += block;
}

}  // namespace

EnvTemplate env_template(const Facts& facts, const Source& existing) {
    Existing old = existing ? ExistingFile(existing).read() : Existing{};
    std::multimap<std::string_view, const Block*> by_name;
    for (const Block& block : old.blocks)
        by_name.emplace(block.name, &block);
    EnvTemplate made;
    std::string body;
    for (const VariableRead* read : told_reads(facts)) {
        ++made.variables;
        const auto [begin, end] = by_name.equal_range(read->name);
        if (begin == end) ++made.added;
        if (begin == end) append_block(body, made_block(*read));
        for (auto block = begin; block != end; ++block)
            append_block(body, block->second->text);
        by_name.erase(begin, end);
    }
    std::set<const Block*> left;
    for (const auto& [name, block] : by_name)
        left.insert(block);
    for (const Block& block : old.blocks) {
        if (left.contains(&block)) append_block(body, block.text);
    }
    made.variables += left.size();
    if (!old.tail.empty()) append_block(body, old.tail);
    while (body.starts_with('\n'))
        body.erase(0, 1);
    made.text = old.head.empty() ? std::move(body) : old.head + "\n" + body;
    return made;
}

}  // namespace megactl::project
