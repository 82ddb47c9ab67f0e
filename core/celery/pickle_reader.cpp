#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/celery/pickle.hpp"
#include "core/celery/pickle_machine.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace megactl::celery {

namespace {

using Value = PickledValue;
using Index = Value::Index;

// Writes a value with all its parts, as often as they are named.
class Rendering {
public:
    Rendering(const std::vector<PickledValue>& values, std::size_t limit) : values_(values), left_(limit) {}

    Result<std::string> run(Index root) {
        render(root, 0);
        if (problem_) return tl::unexpected(*problem_);
        std::string json = std::move(out_).take();
        json.pop_back();  // the line end
        return json;
    }

private:
    void render(Index index, std::size_t depth);
    void render_key(Index index);
    void render_bytes(const std::string& bytes);
    // False once the text would be too large.
    bool spend(std::size_t size);

    const std::vector<PickledValue>& values_;
    std::size_t left_;
    JsonWriter out_{true};
    std::optional<Problem> problem_;
};

bool Rendering::spend(std::size_t size) {
    constexpr std::size_t punctuation = 2;
    if (size + punctuation > left_ && !problem_) problem_ = Problem{"it is too large"};
    if (problem_) return false;
    left_ -= size + punctuation;
    return true;
}

void Rendering::render(Index index, std::size_t depth) {
    constexpr std::size_t deepest = 250;  // JsonView's, nearly
    const Value& value = values_[index];
    if (depth > deepest && !problem_) problem_ = Problem{"it is nested too deep, or within itself"};
    if (!spend(value.text.size())) return;
    switch (value.kind) {
        case Value::Kind::null: out_.null(); break;
        case Value::Kind::truth:
        case Value::Kind::number: out_.raw(value.text); break;
        case Value::Kind::text: out_.value(value.text); break;
        case Value::Kind::bytes: render_bytes(value.text); break;
        case Value::Kind::array:
            out_.begin_array();
            for (const Index part : value.parts)
                if (!problem_) render(part, depth + 1);
            out_.end_array();
            break;
        case Value::Kind::object:
            out_.begin_object();
            for (std::size_t part = 0; part < value.parts.size() && !problem_; part += 2) {
                render_key(value.parts[part]);
                render(value.parts[part + 1], depth + 1);
            }
            out_.end_object();
            break;
    }
}

void Rendering::render_key(Index index) {
    const Value& key = values_[index];
    const bool is_plain =
        key.kind != Value::Kind::array && key.kind != Value::Kind::object && key.kind != Value::Kind::bytes;
    if (!is_plain && !problem_) problem_ = Problem{"a dictionary has keys that are no texts"};
    if (spend(key.text.size())) out_.key(key.kind == Value::Kind::null ? "null" : key.text);
}

void Rendering::render_bytes(const std::string& bytes) {
    const bool is_text = is_utf8(bytes);
    out_.begin_object();
    out_.member("__type__", std::string_view(is_text ? "bytes" : "base64"));
    out_.member("__value__", std::string_view(is_text ? bytes : base64(bytes)));
    out_.end_object();
}

}  // namespace

Result<std::string> json_of_pickle(std::string_view pickle, std::size_t limit) {
    PickleMachine machine(pickle);
    const auto root = machine.run();
    if (!root) return tl::unexpected(root.error());
    return Rendering(machine.values(), limit).run(*root);
}

}  // namespace megactl::celery
