#include "core/templates/order.hpp"

#include <algorithm>

namespace megactl::templates {
namespace {

bool is_number(const Value& value) {
    return value.as<bool>() != nullptr || value.as<std::int64_t>() != nullptr || value.as<double>() != nullptr;
}

double number_of(const Value& value) {
    if (const auto* number = value.as<double>()) return *number;
    if (const auto* number = value.as<std::int64_t>()) return static_cast<double>(*number);
    return *value.as<bool>() ? 1 : 0;
}

std::partial_ordering order_of_lists(const List& a, const List& b) {
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        if (!is_equal(a[i], b[i])) return order_of(a[i], b[i]);
    }
    return a.size() <=> b.size();
}

}  // namespace

std::partial_ordering order_of(const Value& a, const Value& b) {
    if (const auto* x = a.as<std::int64_t>(), *y = b.as<std::int64_t>(); x && y) return *x <=> *y;
    if (is_number(a) && is_number(b)) return number_of(a) <=> number_of(b);
    if (const auto* x = a.as<Text>(), *y = b.as<Text>(); x && y) return x->characters <=> y->characters;
    if (const auto* x = a.as<Time>(), *y = b.as<Time>(); x && y) return *x <=> *y;
    if (const auto* x = a.as_list(), *y = b.as_list(); x && y) return order_of_lists(*x, *y);
    return std::partial_ordering::unordered;
}

std::optional<bool> contains(const Value& whole, const Value& item) {
    if (const auto* text = whole.as<Text>()) {
        const auto* part = item.as<Text>();
        if (part == nullptr) return std::nullopt;
        return text->characters.find(part->characters) != std::string::npos;
    }
    if (const List* list = whole.as_list()) {
        return std::ranges::any_of(*list, [&](const Value& held) { return is_equal(held, item); });
    }
    const Mapping* mapping = whole.as_mapping();
    if (mapping == nullptr) return std::nullopt;
    const bool has_hash = item.as_list() == nullptr && item.as_mapping() == nullptr;
    if (!has_hash) return std::nullopt;
    const auto* name = item.as<Text>();
    return name != nullptr && member_of(*mapping, name->characters) != nullptr;
}

}  // namespace megactl::templates
