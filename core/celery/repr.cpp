#include "core/celery/repr.hpp"

#include "core/base/python.hpp"
#include "core/base/text.hpp"

#include <vector>

namespace megactl::celery {
namespace {

// Values whose parts are still to be shown wait on a stack: the depth of a message is no matter of ours.
class Writer {
public:
    explicit Writer(std::size_t most) : most_bytes_(4 * most) {}

    void show(const JsonView& value) {
        if (open(value)) return;
        switch (value.kind()) {
            case JsonView::Kind::null: text_ += "None"; break;
            case JsonView::Kind::boolean: text_ += value.boolean().value_or(false) ? "True" : "False"; break;
            case JsonView::Kind::number: text_ += number(value.raw()); break;
            case JsonView::Kind::text: text_ += python_quoted(value.text().value_or("")); break;
            case JsonView::Kind::array:
            case JsonView::Kind::object: break;
        }
    }

    void open_tuple(const JsonView& array) {
        text_ += '(';
        const std::vector<JsonView> elements = array.elements();
        frames_.push_back({elements, {}, 0, elements.size() == 1 ? ",)" : ")"});
    }

    std::string finish() {
        while (!frames_.empty() && text_.size() < most_bytes_)
            step();
        return std::move(text_);
    }

private:
    struct Frame {
        std::vector<JsonView> values;
        std::vector<std::string> names;  // of an object
        std::size_t next = 0;
        std::string_view end;
    };

    bool open(const JsonView& value) {
        if (value.is(JsonView::Kind::array)) {
            text_ += '[';
            frames_.push_back({value.elements(), {}, 0, "]"});
            return true;
        }
        if (!value.is(JsonView::Kind::object)) return false;
        text_ += '{';
        Frame frame{{}, {}, 0, "}"};
        for (auto& [name, member] : value.members()) {
            frame.names.push_back(std::move(name));
            frame.values.push_back(member);
        }
        frames_.push_back(std::move(frame));
        return true;
    }

    void step() {
        Frame& frame = frames_.back();
        if (frame.next == frame.values.size()) {
            text_ += frame.end;
            frames_.pop_back();
            return;
        }
        if (frame.next > 0) text_ += ", ";
        if (!frame.names.empty()) text_ += python_quoted(frame.names[frame.next]) + ": ";
        const JsonView value = frame.values[frame.next++];
        show(value);
    }

    static std::string number(std::string_view raw) {
        if (raw == "NaN") return "nan";
        if (raw == "Infinity") return "inf";
        return raw == "-Infinity" ? "-inf" : std::string(raw);
    }

    std::size_t most_bytes_;
    std::string text_;
    std::vector<Frame> frames_;
};

}  // namespace

std::string cut_repr(std::string repr, std::size_t most) {
    if (repr.size() <= most || character_count(repr) <= most) return repr;
    constexpr std::string_view ellipsis = "...";
    std::size_t end = 0;
    for (std::size_t i = ellipsis.size(); i < most; ++i)
        end += character_length(std::string_view(repr).substr(end));
    repr.resize(end);
    return repr.append(ellipsis);
}

std::string python_repr(const JsonView& value, std::size_t most) {
    Writer writer(most);
    writer.show(value);
    return cut_repr(writer.finish(), most);
}

std::string python_tuple_repr(const JsonView& array, std::size_t most) {
    Writer writer(most);
    writer.open_tuple(array);
    return cut_repr(writer.finish(), most);
}

}  // namespace megactl::celery
