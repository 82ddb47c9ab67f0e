#include "core/staticfiles/pack_files.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/log/log.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/content_file.hpp"
#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/new_file.hpp"
#include "core/staticfiles/parallel.hpp"
#include "core/staticfiles/stopped.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <tuple>
#include <utility>

namespace megactl::staticfiles {
namespace {

bool is_same_time(const timespec& a, const timespec& b) {
    return std::tie(a.tv_sec, a.tv_nsec) == std::tie(b.tv_sec, b.tv_nsec);
}

class Packing {
public:
    Packing(const PackPlan& plan, const RootFolder& root, const ApplyOptions& options, Progress& progress)
        : plan_(plan),
          root_(root),
          options_(options),
          progress_(progress),
          memory_(options.memory),
          question_(question_of(plan.encodings)),
          files_(plan.files.size()) {}

    Packed run() {
        run_parallel(files_.size(), options_.threads, options_.stop,
                     [&](const std::stop_token&) -> Work { return [&](std::size_t index) { look_at(index); }; });
        if (options_.stop.stop_requested()) return {};
        const std::vector<Group> groups = groups_by_content();
        run_parallel(groups.size(), options_.threads, options_.stop, [&](const std::stop_token&) -> Work {
            return
                [&, names = std::make_shared<BesideNames>()](std::size_t index) { pack_group(groups[index], *names); };
        });
        return account();
    }

private:
    using Group = std::vector<std::size_t>;  // indices of files with one content
    using Encodings = std::uint64_t;         // a bit for each

    static Encodings bit_of(Encoding encoding) { return Encodings{1} << static_cast<unsigned>(encoding); }

    // Which of these encodings are worth it for a certain content?
    static ContentMemory::Question question_of(std::span<const Encoding> encodings) {
        Encodings bits = 0;
        for (const Encoding encoding : encodings)
            bits |= bit_of(encoding);
        return ContentMemory::question(fmt::format("worth packing {}", bits));
    }

    struct File {
        struct stat status {};
        Digest digest{};
        bool is_standing = false;  // its neighbours are those of its content
        bool is_written = false;
        std::vector<std::pair<Encoding, std::uint64_t>> sizes{};  // of its neighbours
    };

    std::string neighbour(std::size_t index, Encoding encoding) const {
        return plan_.files[index] + std::string(ending_of(encoding));
    }

    std::string shown(std::size_t index) const {
        return escape_controls(fmt::format("{}/{}", options_.root_name, plan_.files[index]));
    }

    bool is_collected(const std::string& path) const { return std::ranges::binary_search(plan_.collected, path); }

    void look_at(std::size_t index) {
        File& file = files_[index];
        if (::fstatat(root_.number(), plan_.files[index].c_str(), &file.status, 0) != 0) {
            throw Error(Error::Kind::input, fmt::format("can't look at `{}`: {}", shown(index), system_reason(errno)));
        }
        Encodings standing = 0;
        bool has_older = false;
        for (const Encoding encoding : plan_.encodings) {
            struct stat packed {};
            const std::string name = neighbour(index, encoding);
            if (::fstatat(root_.number(), name.c_str(), &packed, AT_SYMLINK_NOFOLLOW) != 0) continue;
            if (!S_ISREG(packed.st_mode) || !is_same_time(packed.st_mtim, file.status.st_mtim)) {
                has_older = has_older || !is_collected(name);
                continue;
            }
            standing |= bit_of(encoding);
            file.sizes.emplace_back(encoding, static_cast<std::uint64_t>(packed.st_size));
        }
        const bool is_too_large =
            static_cast<std::uint64_t>(file.status.st_size) > static_cast<std::uint64_t>(packable_limit);
        if (is_too_large) {
            log::event(log::Level::warning, "static", "a file is too large to be packed",
                       {{"path", plan_.files[index]}});
            file.sizes.clear();
        }
        file.is_standing = is_too_large || file.sizes.size() == plan_.encodings.size();
        if (!file.is_standing) {
            const std::string name = shown(index);
            file.digest =
                known_digest(options_.root / plan_.files[index], name, state_of(file.status), memory_, options_.stop);
            file.is_standing = memory_.answer(file.digest, question_) == standing && !has_older;
        }
        if (file.is_standing) {
            progress_.done.fetch_add(1, std::memory_order_relaxed);
        } else {
            file.sizes.clear();
        }
    }

    // The largest first, so that no thread begins one when all others are done.
    std::vector<Group> groups_by_content() const {
        std::map<std::pair<off_t, Digest>, Group, std::greater<>> by_content;
        for (std::size_t index = 0; index < files_.size(); ++index) {
            const File& file = files_[index];
            if (!file.is_standing) by_content[{file.status.st_size, file.digest}].push_back(index);
        }
        std::vector<Group> groups;
        groups.reserve(by_content.size());
        for (auto& [content, group] : by_content)
            groups.push_back(std::move(group));
        return groups;
    }

    std::string read(std::size_t index) const {
        const std::string name = shown(index);
        return ContentFile(options_.root / plan_.files[index], name, options_.stop).text(packable_limit);
    }

    using Products = std::vector<std::pair<Encoding, std::string>>;

    // As WhiteNoise has it: what Brotli can't make smaller gzip isn't asked for.
    Products products_of(const std::string& content) {
        // Not that of the look: the file may be another since then, and what is kept outlives the run.
        const Digest digest = content_digest(content);
        const auto known = memory_.answer(digest, question_);
        Encodings worth = 0;
        Products products;
        for (const Encoding encoding : plan_.encodings) {
            if (known && (*known & bit_of(encoding)) == 0) continue;
            std::string packed = pack(encoding, content, options_.stop);
            if (is_worth_it(packed.size(), content.size())) {
                worth |= bit_of(encoding);
                products.emplace_back(encoding, std::move(packed));
            } else if (encoding == Encoding::brotli) {
                break;
            }
        }
        if (!known) memory_.keep_answer(digest, question_, worth);
        return products;
    }

    void pack_group(const Group& group, BesideNames& names) {
        const std::string content = read(group.front());
        const Products products = products_of(content);
        for (const std::size_t index : group) {
            // Somebody may have written since the look, and a server answers with what was packed unseen.
            const std::string own = index == group.front() ? std::string() : read(index);
            if (index == group.front() || own == content) {
                write(index, products, names);
            } else {
                write(index, products_of(own), names);
            }
            progress_.done.fetch_add(1, std::memory_order_relaxed);
        }
    }

    void write(std::size_t index, const Products& products, BesideNames& names) {
        File& file = files_[index];
        const std::filesystem::path path(plan_.files[index]);
        const os::Descriptor folder = root_.open_folder(path.parent_path().string());
        for (const auto& [encoding, packed] : products) {
            const std::string destination = neighbour(index, encoding);
            if (is_collected(destination)) {
                log::event(log::Level::warning, "static", "a collected file gives way to the packed form of another",
                           {{"path", destination}});
            }
            NewFile target(folder.number(), root_, destination, names);
            target.write(packed);
            target.take_times(file.status.st_atim, file.status.st_mtim);
            target.put_at(std::filesystem::path(destination).filename().string());
            file.sizes.emplace_back(encoding, packed.size());
            log::event(log::Level::debug, "static", "packed", {{"path", destination}});
        }
        for (const Encoding encoding : plan_.encodings) {
            const std::string old = neighbour(index, encoding);
            const bool is_written =
                std::ranges::find(products, encoding, &Products::value_type::first) != products.end();
            if (!is_written && !is_collected(old)) root_.remove_file(old);
        }
        file.is_written = !products.empty();
    }

    Packed account() const {
        Packed packed;
        for (std::size_t index = 0; index < files_.size(); ++index) {
            const File& file = files_[index];
            if (file.sizes.empty()) continue;
            ++packed.files;
            if (file.is_written) packed.written.push_back(plan_.files[index]);
            packed.original_bytes += static_cast<std::uint64_t>(file.status.st_size);
            for (const auto& [encoding, size] : file.sizes) {
                packed.bytes[encoding] += size;
                packed.names.insert(neighbour(index, encoding));
            }
        }
        return packed;
    }

    const PackPlan& plan_;
    const RootFolder& root_;
    const ApplyOptions& options_;
    Progress& progress_;
    ContentMemory& memory_;
    ContentMemory::Question question_;
    std::vector<File> files_;
};

}  // namespace

Packed pack_files(const PackPlan& plan, const RootFolder& root, const ApplyOptions& options, Progress& progress) {
    try {
        return Packing(plan, root, options, progress).run();
    } catch (const Stopped&) {
        return {};
    }
}

}  // namespace megactl::staticfiles
