#pragma once

#include "core/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace megactl::celery {

// A value that a pickle builds; parts are named by their index, as several may share one.
struct PickledValue {
    using Index = std::uint32_t;
    enum class Kind { null, truth, number, text, bytes, array, object };
    Kind kind = Kind::null;
    std::string text{};          // of truths and numbers: their JSON
    std::vector<Index> parts{};  // of an object: key, value, key, value…
};

// The machine that a pickle is a program for. The first thing that is wrong ends it.
class PickleMachine {
public:
    using Value = PickledValue;
    using Index = Value::Index;

    explicit PickleMachine(std::string_view program) : rest_(program) {}

    // The value that is left in the end, among values().
    Result<Index> run();
    const std::vector<Value>& values() const { return values_; }

private:
    bool fail(std::string reason);
    std::string_view take(std::uint64_t count);
    std::string_view take_line();
    std::uint64_t take_number(std::size_t width);

    void push(Index index) { stack_.push_back(index); }
    void push(Value value);
    void push_bytes(std::string_view bytes, bool are_text);
    void push_float(std::string_view bytes);
    void push_json(Value::Kind kind, std::string json) { push(Value{kind, std::move(json), {}}); }
    std::optional<Index> pop();
    std::vector<Index> pop_to_mark();
    // Puts these into the container on top of the stack.
    void add(Value::Kind kind, const std::vector<Index>& parts);
    void push_tuple(std::size_t size);
    void remember(std::uint64_t place);
    void recall(std::uint64_t place);

    // Each runs the instruction if it is one of its kind.
    bool run_frame(unsigned char instruction);
    bool run_scalar(unsigned char instruction);
    bool run_text(unsigned char instruction);
    bool run_container(unsigned char instruction);
    bool run_memo(unsigned char instruction);
    void refuse(unsigned char instruction);

    std::string_view rest_;
    std::vector<Value> values_;
    std::vector<Index> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint64_t, Index> memo_;
    std::optional<Problem> problem_;
};

}  // namespace megactl::celery
