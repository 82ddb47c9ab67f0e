#include "core/celery/pickle_machine.hpp"

#include "core/base/text.hpp"
#include "core/celery/pickle_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace megactl::celery {

Result<PickledValue::Index> PickleMachine::run() {
    while (!problem_) {
        const std::string_view next = take(1);
        if (next.empty()) break;
        if (next.front() == '.') {
            const auto last = pop();
            if (last) return *last;
            break;
        }
        const auto instruction = static_cast<unsigned char>(next.front());
        if (!run_frame(instruction) && !run_scalar(instruction) && !run_text(instruction) &&
            !run_container(instruction) && !run_memo(instruction))
            refuse(instruction);
    }
    return tl::unexpected(*problem_);
}

bool PickleMachine::fail(std::string reason) {
    if (!problem_) problem_ = Problem{std::move(reason)};
    return true;
}

std::string_view PickleMachine::take(std::uint64_t count) {
    if (count > rest_.size()) {
        fail("it breaks off");
        return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
}

std::string_view PickleMachine::take_line() {
    const std::size_t end = rest_.find('\n');
    const std::string_view line = take(end == std::string_view::npos ? rest_.size() + 1 : end + 1);
    return line.substr(0, line.empty() ? 0 : line.size() - 1);
}

std::uint64_t PickleMachine::take_number(std::size_t width) {
    std::uint64_t number = 0;
    unsigned shift = 0;
    for (const char byte : take(width)) {
        number |= std::uint64_t{static_cast<unsigned char>(byte)} << shift;
        shift += 8;
    }
    return number;
}

void PickleMachine::push(Value value) {
    constexpr std::size_t most = 4'000'000;  // a quarter of a gigabyte
    if (values_.size() == most) {
        fail("it has too many parts");
        return;
    }
    values_.push_back(std::move(value));
    push(static_cast<Index>(values_.size() - 1));
}

std::optional<PickledValue::Index> PickleMachine::pop() {
    if (stack_.empty() || (!marks_.empty() && stack_.size() <= marks_.back())) {
        fail("it wants a value that is not there");
        return std::nullopt;
    }
    const Index top = stack_.back();
    stack_.pop_back();
    return top;
}

std::vector<PickledValue::Index> PickleMachine::pop_to_mark() {
    if (marks_.empty()) {
        fail("it wants a mark that is not there");
        return {};
    }
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Index> parts(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return parts;
}

void PickleMachine::add(Value::Kind kind, const std::vector<Index>& parts) {
    const auto top = pop();
    if (!top) return;
    push(*top);
    Value& container = values_[*top];
    if (container.kind != kind || (kind == Value::Kind::object && parts.size() % 2 != 0)) {
        fail("it puts parts into what can't hold them");
        return;
    }
    container.parts.insert(container.parts.end(), parts.begin(), parts.end());
}

void PickleMachine::push_tuple(std::size_t size) {
    std::vector<Index> parts(size);
    for (Index& part : parts)
        part = pop().value_or(0);
    std::ranges::reverse(parts);
    push(Value{Value::Kind::array, {}, std::move(parts)});
}

void PickleMachine::remember(std::uint64_t place) {
    const auto top = pop();
    if (!top) return;
    push(*top);
    memo_[place] = *top;
}

void PickleMachine::recall(std::uint64_t place) {
    const auto known = memo_.find(place);
    if (known == memo_.end()) {
        fail("it recalls what it never kept");
        return;
    }
    push(known->second);
}

bool PickleMachine::run_frame(unsigned char instruction) {
    switch (instruction) {
        case 0x80:  // PROTO
            if (take_number(1) > 5) fail("it is of a protocol beyond 5");
            return true;
        case 0x95: take(8); return true;  // FRAME: a hint for readers of streams
        default: return false;
    }
}

bool PickleMachine::run_scalar(unsigned char instruction) {
    using Kind = Value::Kind;
    switch (instruction) {
        case 'N': push(Value{}); return true;
        case 0x88: push_json(Kind::truth, "true"); return true;
        case 0x89: push_json(Kind::truth, "false"); return true;
        case 'K': push_json(Kind::number, std::to_string(take_number(1))); return true;
        case 'M': push_json(Kind::number, std::to_string(take_number(2))); return true;
        case 'J': push_json(Kind::number, std::to_string(static_cast<std::int32_t>(take_number(4)))); return true;
        case 'G': push_float(take(8)); return true;
        case 0x8A:  // LONG1
        case 0x8B:  // LONG4
        case 'L': {
            const auto json = instruction == 'L' ? json_of_digits(take_line())
                                                 : json_of_long(take(take_number(instruction == 0x8A ? 1 : 4)));
            if (!json) return fail(json.error().reason);
            push_json(Kind::number, *json);
            return true;
        }
        default: return false;
    }
}

void PickleMachine::push_float(std::string_view bytes) {
    std::uint64_t bits = 0;
    for (const char byte : bytes)  // the one number that is big-endian
        bits = bits << 8U | static_cast<unsigned char>(byte);
    const auto json = json_of_float(std::bit_cast<double>(bits));
    push(json ? Value{Value::Kind::number, *json, {}} : Value{});
}

void PickleMachine::push_bytes(std::string_view bytes, bool are_text) {
    push(Value{are_text ? Value::Kind::text : Value::Kind::bytes, std::string(bytes), {}});
}

bool PickleMachine::run_text(unsigned char instruction) {
    switch (instruction) {
        case 0x8C: push_bytes(take(take_number(1)), true); return true;
        case 'X': push_bytes(take(take_number(4)), true); return true;
        case 0x8D: push_bytes(take(take_number(8)), true); return true;
        case 'C': push_bytes(take(take_number(1)), false); return true;
        case 'B': push_bytes(take(take_number(4)), false); return true;
        case 0x8E:  // BINBYTES8
        case 0x96:  // BYTEARRAY8
            push_bytes(take(take_number(8)), false);
            return true;
        default: return false;
    }
}

bool PickleMachine::run_container(unsigned char instruction) {
    using Kind = Value::Kind;
    switch (instruction) {
        case '(': marks_.push_back(stack_.size()); return true;
        case ']':
        case 0x8F:  // EMPTY_SET
            push(Value{Kind::array, {}, {}});
            return true;
        case '}': push(Value{Kind::object, {}, {}}); return true;
        case ')': push_tuple(0); return true;
        case 0x85: push_tuple(1); return true;
        case 0x86: push_tuple(2); return true;
        case 0x87: push_tuple(3); return true;
        case 't':
        case 0x91:  // FROZENSET
            push(Value{Kind::array, {}, pop_to_mark()});
            return true;
        case 'e':
        case 0x90:  // ADDITEMS
            add(Kind::array, pop_to_mark());
            return true;
        case 'u': add(Kind::object, pop_to_mark()); return true;
        case 'a': add(Kind::array, {pop().value_or(0)}); return true;
        case 's': {
            const Index value = pop().value_or(0);
            const Index key = pop().value_or(0);
            add(Kind::object, {key, value});
            return true;
        }
        case '0': pop(); return true;
        case '1': pop_to_mark(); return true;
        default: return false;
    }
}

bool PickleMachine::run_memo(unsigned char instruction) {
    switch (instruction) {
        case 'q': remember(take_number(1)); return true;
        case 'r': remember(take_number(4)); return true;
        case 0x94: remember(memo_.size()); return true;  // MEMOIZE
        case 'h': recall(take_number(1)); return true;
        case 'j': recall(take_number(4)); return true;
        default: return false;
    }
}

void PickleMachine::refuse(unsigned char instruction) {
    if (instruction == 'c') {  // GLOBAL
        const std::string_view module = take_line();
        const std::string_view name = take_line();
        fail(fmt::format("it is an object of Python's `{}.{}`", escape_controls(module), escape_controls(name)));
    } else if (instruction == 0x93 && stack_.size() >= 2) {  // STACK_GLOBAL
        const std::string& module = values_[stack_[stack_.size() - 2]].text;
        fail(fmt::format("it is an object of Python's `{}.{}`", escape_controls(module),
                         escape_controls(values_[stack_.back()].text)));
    }
    fail(fmt::format("its instruction 0x{:02x} makes no data", instruction));
}

}  // namespace megactl::celery
