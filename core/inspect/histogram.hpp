#pragma once

#include "core/base/result.hpp"
#include "core/celery/message.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::inspect {

// By what messages are counted: `task`, `origin`, `eta` (to the minute), `retries`, or `arg:NAME`, where a number is a
// position and anything else a keyword.
class Trait {
public:
    static Result<Trait> parse(std::string_view text);

    // Nothing where the message has none.
    std::optional<std::string> of(const celery::Message& message) const;

private:
    enum class Kind { task, origin, eta, retries, position, keyword };

    Kind kind_ = Kind::task;
    std::size_t position_ = 0;
    std::string keyword_;
};

// How often each value came. Bounded: of values that come after the first hundred thousand different ones only the sum
// is known.
class Histogram {
public:
    using Value = std::optional<std::string>;

    struct Row {
        Value value;
        std::uint64_t count = 0;
    };

    void add(Value value);
    // The most frequent first, then by value.
    std::vector<Row> rows() const;
    std::uint64_t total() const { return total_; }
    std::uint64_t others() const { return others_; }

    static constexpr std::size_t most_values = 100'000;

private:
    std::map<Value, std::uint64_t> counts_;
    std::uint64_t total_ = 0;
    std::uint64_t others_ = 0;
};

}  // namespace megactl::inspect
