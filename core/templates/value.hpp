#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace megactl::templates {

class Value;
using List = std::vector<Value>;
using Mapping = std::vector<std::pair<std::string, Value>>;  // in its order; no name twice
using Time = std::chrono::sys_time<std::chrono::microseconds>;

struct Text {
    std::string characters;
    bool is_safe = false;  // HTML already: never escaped
};

// A thing of the site, like its user: what it offers, and what it is as a text. Whatever else a template asks of it
// can't be answered here and is an error: the site's own model may well have it.
struct Object {
    std::string kind;  // "user"
    Mapping members;
    std::string shown;
};

// What a template can be given, as Python would have it. Copies share lists, mappings and objects, which never change.
class Value {
public:
    Value() = default;  // None
    template <class T>
    requires(std::same_as<T, bool> || std::same_as<T, std::int64_t> || std::same_as<T, double> || std::same_as<T, Time>)
        Value(T held)
        : held_(held) {}  // NOLINT(google-explicit-constructor): it is one

    static Value text(std::string characters, bool is_safe = false) { return of(Text{std::move(characters), is_safe}); }
    static Value list(List items) { return of(std::make_shared<const List>(std::move(items))); }
    static Value mapping(Mapping members) { return of(std::make_shared<const Mapping>(std::move(members))); }
    static Value object(Object thing) { return of(std::make_shared<const Object>(std::move(thing))); }

    template <class T>
    const T* as() const {
        return std::get_if<T>(&held_);
    }
    bool is_none() const { return as<std::monostate>() != nullptr; }
    // Null where it is another kind.
    const List* as_list() const;
    const Mapping* as_mapping() const;
    const Object* as_object() const;
    bool is_safe() const;  // a text that is HTML already

private:
    using Variant = std::variant<std::monostate, bool, std::int64_t, double, Text, Time, std::shared_ptr<const List>,
                                 std::shared_ptr<const Mapping>, std::shared_ptr<const Object>>;
    static Value of(Variant held) {
        Value value;
        value.held_ = std::move(held);
        return value;
    }

    Variant held_;
};

const Value* member_of(const Mapping& mapping, std::string_view name);

// Python's `str` and `repr`.
std::string text_of(const Value& value);
std::string repr_of(const Value& value);
// Of a number alone: `1.0`, `1e+16`.
std::string repr_of(double number);

// Python's `bool`.
bool is_true(const Value& value);
// Python's `==`: 1, 1.0 and True are equal.
bool is_equal(const Value& a, const Value& b);

}  // namespace megactl::templates
