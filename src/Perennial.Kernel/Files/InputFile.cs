using System.Globalization;
using System.IO.Compression;

namespace Perennial.Kernel.Files;

/// <summary>
/// A file as its owner has it: plain, gzip or zip, told by its first bytes and not by its name. An archive yields
/// its entries one after another; nothing is unpacked to disk, so names inside an archive are only ever shown.
/// </summary>
public sealed class InputFile : IDisposable
{
    private const int EntryNameCharsMax = 200;

    private readonly string path;
    private readonly FileStream stream;

    private InputFile(string path, string name, FileStream stream)
    {
        Name = name;
        (this.path, this.stream) = (path, stream);
        Length = stream.Length;
    }

    public string Name { get; }

    /// <summary>Bytes on disk, packed if the file is packed.</summary>
    public long Length { get; }

    /// <summary>Bytes of the file on disk that were read so far.</summary>
    public long Position => stream.CanRead ? stream.Position : Length;

    /// <summary>Whether bytes were written behind the end that the file had when it was opened; these are not read.</summary>
    public bool HasGrown => stream.Length > Length;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="name">What its owner calls it; null for its own name.</param>
    /// <exception cref="FileRefusedException">
    /// It does not exist, is a folder, a pipe or a device, is empty, or may not be read.
    /// </exception>
    public static InputFile Open(string path, string? name = null)
    {
        name ??= Path.GetFileName(path);
        if (Directory.Exists(path))
        {
            throw new FileRefusedException(new FileProblem("file.is_folder", path));
        }

        // A pipe without a writer would be waited for, a device has no end. Neither has a length.
        if (new FileInfo(path) is { Exists: true, Length: 0 })
        {
            throw new FileRefusedException(new FileProblem("file.empty", name));
        }

        try
        {
            return new InputFile(path, name, new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            }));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileRefusedException(new FileProblem("file.not_found", path), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FileRefusedException(new FileProblem("file.unreadable", path, Detail: e.Message), e);
        }
    }

    /// <summary>The parts to read, in the archive's order; each must be read to its end or left before the next.</summary>
    /// <param name="from">Parts to pass over without opening them.</param>
    /// <exception cref="FileRefusedException">The file is empty, damaged, or of a kind that holds no text.</exception>
    public IEnumerable<InputPart> Parts(int from = 0)
    {
        var head = new byte[8];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (read == 0)
        {
            throw new FileRefusedException(new FileProblem("file.empty", Name));
        }

        if (head is [(byte)'P', (byte)'K', 3 or 5, ..])
        {
            foreach (var part in Entries(from))
            {
                yield return part;
            }
        }
        else if (from > 0)
        {
            yield break;
        }
        else if (head is [0x1F, 0x8B, ..])
        {
            yield return new InputPart(Name,
                Unpack(Name, new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), Length, IsWholeGzip));
        }
        else
        {
            yield return new InputPart(Name, new PlainStream(stream, Name, Length));
        }
    }

    public void Dispose() => stream.Dispose();

    private IEnumerable<InputPart> Entries(int from)
    {
        using var archive = OpenArchive();
        if (archive.Entries.Count > FileLimits.ArchiveEntriesMax)
        {
            throw new FileRefusedException(new FileProblem("archive.too_many_entries", Name,
                Detail: FileLimits.ArchiveEntriesMax.ToString(CultureInfo.InvariantCulture)));
        }

        if (archive.GetEntry("[Content_Types].xml") is not null)
        {
            throw new FileRefusedException(new FileProblem("file.is_workbook", Name));
        }

        var files = archive.Entries.Where(e => e.Length > 0 && !IsLitter(e)).ToList();
        if (files.Count == 0)
        {
            throw new FileRefusedException(new FileProblem("archive.empty", Name));
        }

        foreach (var entry in files.Skip(from))
        {
            var name = files.Count == 1 ? Name : $"{Name}:{Shown(entry.FullName)}";
            using var content = OpenEntry(entry, name);
            yield return new InputPart(name, Unpack(name, content, Math.Max(entry.CompressedLength, 1)));
        }
    }

    private ZipArchive OpenArchive()
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw new FileRefusedException(new FileProblem("archive.damaged", Name), e);
        }
    }

    private static Stream OpenEntry(ZipArchiveEntry entry, string name)
    {
        try
        {
            return entry.Open();
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new FileRefusedException(new FileProblem("archive.damaged", name), e);
        }
    }

    // A name inside an archive is anyone's text. It is never a path, and never steers the terminal that shows it.
    private static string Shown(string name) => string.Concat(name.Take(EntryNameCharsMax)
        .Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\uFFFD' : c));

    // What file managers leave in archives.
    private static bool IsLitter(ZipArchiveEntry entry) =>
        entry.Name.StartsWith('.') || entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal);

    private static UnpackStream Unpack(string name, Stream content, long packedBytes, Func<long,
        bool>? isWhole = null) =>
        new(content, name, Math.Min(FileLimits.UnpackedBytesMax,
            Math.Max(FileLimits.UnpackedBytesFree, packedBytes * FileLimits.UnpackRatioMax)), isWhole);

    // .NET's unpacker ends in silence where a file breaks off. A whole file ends with the size of what it unpacks to
    // (RFC 1952, ISIZE, modulo 2^32), or with that of its last member if several were joined.
    private bool IsWholeGzip(long unpackedBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length < 18)
        {
            return false;
        }

        file.Seek(-4, SeekOrigin.End);
        Span<byte> size = stackalloc byte[4];
        file.ReadExactly(size);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(size) == unpackedBytes % (1L << 32) ||
            HasSecondMember(file);
    }

    private static bool HasSecondMember(FileStream file)
    {
        file.Position = 10;
        var buffer = new byte[1 << 16];
        var kept = 0;
        while (file.Read(buffer, kept, buffer.Length - kept) is > 0 and var read)
        {
            var bytes = buffer.AsSpan(0, kept + read);
            if (bytes.IndexOf((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08, 0x00]) >= 0 ||
                bytes.IndexOf((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08, 0x08]) >= 0)
            {
                return true;
            }

            kept = Math.Min(3, bytes.Length);
            bytes[^kept..].CopyTo(buffer);
        }

        return false;
    }
}

/// <summary>One text inside a file: the file itself, or an entry of an archive.</summary>
/// <param name="Name">For people: <c>orders.zip:may.csv</c>.</param>
/// <param name="Content">Its unpacked bytes, to be read once.</param>
public sealed record InputPart(string Name, Stream Content);

/// <summary>Unpacked bytes with a bound on how many there may be, and damage told as a problem.</summary>
internal sealed class UnpackStream(Stream inner, string name, long bytesMax, Func<long, bool>? isWhole) : ForwardStream
{
    private long bytes;

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new FileRefusedException(new FileProblem("archive.damaged", name), e);
        }

        bytes += read;
        if (read == 0 && buffer.Length > 0 && isWhole is not null && !isWhole(bytes))
        {
            throw new FileRefusedException(new FileProblem("archive.cut_short", name));
        }

        return bytes <= bytesMax ? read
            : throw new FileRefusedException(new FileProblem("archive.too_large", name,
                Detail: (bytesMax >> 20).ToString(CultureInfo.InvariantCulture)));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
