#pragma once

#include "core/base/json_view.hpp"
#include "core/base/result.hpp"
#include "core/celery/message.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::celery {

// How a signature is to be sent: names and JSON text. `null` says nothing.
class Options {
public:
    Options() = default;
    explicit Options(const JsonView& object);

    std::optional<std::string_view> find(std::string_view name) const;
    std::optional<JsonView> view_of(std::string_view name) const;  // looks into these options
    std::string text_of(std::string_view name) const;              // empty where there is no such text
    std::optional<double> number_of(std::string_view name) const;
    std::optional<std::int64_t> integer_of(std::string_view name) const;

    void set(const std::string& name, std::string json);
    void remove(std::string_view name);
    // These, but for what `others` say differently.
    Options overridden_by(const Options& others) const;

    std::string json() const;

private:
    std::map<std::string, std::string, std::less<>> entries_;
};

// A call that is written down to be made later, perhaps with one argument more (Celery's Signature).
struct Signature {
    enum class Kind {
        task,
        chain,  // of its members, one after the other
        group,  // of its members, side by side
        chord,  // of its two members: a group, and what is called with all its values
    };

    Kind kind = Kind::task;
    std::string task;
    std::string args = "[]";    // a JSON array
    std::string kwargs = "{}";  // a JSON object; of a chain and a group its members stand for it
    Options options{};
    bool is_immutable = false;  // takes no further argument
    std::vector<Signature> members{};
    // What else it says, `chord_size` say. Names and JSON text.
    std::vector<std::pair<std::string, std::string>> others{};
};

// Nested no deeper than any that is meant.
Result<Signature> signature_of(const JsonView& view, std::size_t depth = 16);
std::string json_of(const Signature& signature);

// The steps of a chain, those of the chains among them too, and a group of one as that one.
std::vector<Signature> steps_of(const Signature& chain);
// The members of a group, with those of the groups among them.
std::vector<Signature> members_of(const Signature& group);

// The time that JSON holds: a text, or the object around it that kombu makes.
std::optional<Time> time_of(const JsonView& value);

// Why it can't be applied here, in words that follow its name: "begins a chord". Nothing where it can.
std::optional<std::string> obstacle_of(const Signature& signature, bool can_begin_chords);

}  // namespace megactl::celery
