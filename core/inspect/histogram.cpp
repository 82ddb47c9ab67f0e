#include "core/inspect/histogram.hpp"

#include "core/base/units.hpp"
#include "core/inspect/argument_text.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

namespace megactl::inspect {
namespace {

constexpr std::string_view argument_begin = "arg:";

std::optional<std::size_t> position_in(std::string_view text) {
    std::size_t position = 0;
    const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), position);
    if (problem != std::errc() || rest != text.data() + text.size()) return std::nullopt;
    return position;
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

Result<Trait> Trait::parse(std::string_view text) {
    Trait trait;
    if (text == "task") return trait;
    if (text == "origin" || text == "eta" || text == "retries") {
        trait.kind_ = text == "origin" ? Kind::origin : text == "eta" ? Kind::eta : Kind::retries;
        return trait;
    }
    if (text.starts_with(argument_begin) && text.size() > argument_begin.size()) {
        text.remove_prefix(argument_begin.size());
        if (const auto position = position_in(text)) {
            trait.kind_ = Kind::position;
            trait.position_ = *position;
        } else {
            trait.kind_ = Kind::keyword;
            trait.keyword_ = text;
        }
        return trait;
    }
    return problem("messages are counted by `task`, `origin`, `eta`, `retries`, `arg:NAME` or `arg:0`");
}

std::optional<std::string> Trait::of(const celery::Message& message) const {
    switch (kind_) {
        case Kind::task: return unless_empty(message.task);
        case Kind::origin: return unless_empty(message.origin);
        case Kind::eta:
            if (!message.eta) return std::nullopt;
            return format_time(std::chrono::sys_seconds(std::chrono::floor<std::chrono::minutes>(*message.eta)));
        case Kind::retries: return std::to_string(message.retries);
        case Kind::position: return positional_text(message, position_);
        case Kind::keyword: return keyword_text(message, keyword_);
    }
    return std::nullopt;
}

void Histogram::add(Value value) {
    ++total_;
    if (const auto known = counts_.find(value); known != counts_.end()) {
        ++known->second;
    } else if (counts_.size() < most_values) {
        counts_.emplace(std::move(value), 1);
    } else {
        ++others_;
    }
}

std::vector<Histogram::Row> Histogram::rows() const {
    std::vector<Row> rows;
    rows.reserve(counts_.size());
    for (const auto& [value, count] : counts_)
        rows.push_back({value, count});
    std::ranges::stable_sort(rows, std::greater(), &Row::count);
    return rows;
}

}  // namespace megactl::inspect
