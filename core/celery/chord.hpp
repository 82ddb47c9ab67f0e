#pragma once

#include "core/celery/signature.hpp"
#include "core/celery/task_result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::celery {

// What a result backend does for chords.
enum class ChordSupport {
    none,
    polled,   // nothing: a task of Celery's asks for the results of the parts, and is sent by whoever begins the chord
    counted,  // counts the parts that have ended
};

// How many parts a chord has, which is said before the last one is sent.
struct ChordSize {
    std::string group;
    std::size_t parts = 0;
};

// A task of a chord's header that has ended.
struct ChordPart {
    std::string group;
    std::optional<std::int64_t> index{};  // its place among the values
    std::string id;
    State state = State::success;
    std::string value = "null";  // JSON text: what it answered, or an exception object
    Signature body{};            // what follows the last part
    std::string root_id{};       // of the task that brings it, as the next one
    std::string parent_id{};
};

// How a chord has ended: its parts, in their order, as their workers wrote them down, and the group's own result where
// groups are nested within it, else nothing.
struct ChordEnd {
    std::vector<std::string> parts{};
    std::string header{};
};

// How far a chord has come.
struct ChordProgress {
    struct Ended {
        std::optional<std::int64_t> index{};  // its place, where that is written down
        std::string id;
        std::string state;  // "SUCCESS"
    };

    std::size_t parts = 0;  // how many it has
    std::vector<Ended> ended{};
};

// As Celery writes it down: `[1, "id", "SUCCESS", 3]`.
std::string encode(const ChordPart& part);
// Nothing where it is written down in another way.
std::optional<ChordProgress::Ended> decode_ended(std::string_view part);

// The list of all values, JSON text, or the exception object of the first part that has none.
tl::expected<std::string, std::string> values_of(const ChordEnd& end);

}  // namespace megactl::celery
