#pragma once

#include "core/base/error.hpp"
#include "core/base/units.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/file_state.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// An open file that is read once, from its begin to its end. Links are followed; a FIFO does not block, it is empty.
class ContentFile {
public:
    // Throws Error{input}, as all of this does, calling the file `name`, which must outlive this. A large file takes
    // minutes: a stop ends its reading by Stopped.
    ContentFile(const std::filesystem::path& file, std::string_view name, std::stop_token stop = {});

    Digest digest();
    std::string text(Bytes limit);

    // The state that what was read belongs to; nothing where somebody wrote meanwhile.
    std::optional<FileState> state() const;

private:
    void read(const std::function<void(std::string_view)>& take);
    FileState look() const;
    Error failure(std::string_view reason) const;

    std::string_view name_;
    std::stop_token stop_;
    os::Descriptor file_;
    FileState before_;
};

}  // namespace megactl::staticfiles
