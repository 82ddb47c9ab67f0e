#pragma once

#include "core/project/supply.hpp"

#include <optional>
#include <string>

// What settings come to with a supply, as far as that can be told without running them.
namespace megactl::project {

// DEBUG as a line of the settings sees it: the last one only where there is but one.
std::optional<bool> debug_seen(const DjangoSettings& settings, const Supply& supply);

// What a read gives.
struct ReadText {
    std::string text{};
    const SuppliedValue* supplied = nullptr;  // null: it is the default
};
std::optional<ReadText> text_of(const DjangoSettings& settings, const VariableRead& read, const Supply& supply);

// Does it count as true for the reader? Nothing where that refuses it.
std::optional<bool> truth_of(const VariableRead& read, const std::string& text);

// Does importing come to what stands in these branches, an assignment or a read?
std::optional<bool> is_reached(const DjangoSettings& settings, const Clauses& under, const Supply& supply);

}  // namespace megactl::project
