using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Unit.Commerce;

[CollectionDefinition("memory", DisableParallelization = true)]
public sealed class MemoryCollection;

/// <summary>
/// Files that are broken or made to do harm: each is refused with a sentence that says why, or read rightly, and the
/// heap never grows by more than 200 MB.
/// </summary>
[Collection("memory")]
public sealed class HostileFileTests : IDisposable
{
    private const long HeapBytesMax = 200L << 20;
    private const string Header = "customer,date,amount\n";
    private const string Row = "a,2026-01-05,1\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("perennial-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_thousand_columns_are_read()
    {
        var names = string.Join(',', Enumerable.Range(0, 997).Select(i => "c" + i));
        var cells = string.Join(',', Enumerable.Repeat("x", 997));
        var reading = ReadText($"customer,date,amount,{names}\na,2026-01-05,1,{cells}\n");
        (reading.Counts.Accepted, reading.Understood[0].Unused.Count).ShouldBe((1, 997));
    }

    [Fact]
    public void A_million_columns_are_refused() =>
        Refused(ReadText(string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => "c" + i)) + "\n" + Row), "columns.too_many", "4096");

    [Fact]
    public void A_row_of_a_million_columns_costs_that_row()
    {
        var reading = ReadText(Header + Row + "b,2026-01-05,1" + new string(',', 1_000_000) + "x\n" + Row);
        (reading.Counts.Accepted, reading.Counts.Rejected).ShouldBe((2, 1));
        Refused(reading, "row.too_wide", "too many fields");
        var bare = ReadText(Row + "b,2026-01-05,1" + new string(',', 1_000_000) + "x\n", new OrderFileOptions
        {
            NoHeader = true,
            Map = new Dictionary<OrderField, string> { [OrderField.Customer] = "1", [OrderField.Date] = "2", [OrderField.Amount] = "3" },
        });
        (bare.Counts.Accepted, bare.Counts.Rejected).ShouldBe((1, 1));
    }

    [Fact]
    public void A_line_of_100_megabytes_is_refused() =>
        Refused(ReadStream(new RepeatedStream("x", 100 << 20)), "delimiter.not_found", "--delimiter");

    [Fact]
    public void A_line_of_100_megabytes_after_good_rows_ends_the_reading_there()
    {
        var reading = ReadStream(new RepeatedStream("x", 100 << 20, Header + Row + Row));
        reading.Counts.Accepted.ShouldBe(2);
        Refused(reading, "row.too_long", "16 million characters").First.Line.ShouldBe(4);
    }

    [Fact]
    public void A_line_of_100_megabytes_in_a_table_parted_by_white_space_ends_the_reading_there()
    {
        var reading = ReadStream(new RepeatedStream("x", 100 << 20, "4 19970101 2 29.33\n5 19970118 2 29.73\n"));
        reading.Counts.Accepted.ShouldBe(2);
        Refused(reading, "row.too_long", "16 million characters").First.Line.ShouldBe(3);
    }

    [Fact]
    public void A_quote_that_stays_open_for_100_megabytes_ends_the_reading_there()
    {
        var reading = ReadStream(new RepeatedStream("b,2026-01-05,1\n", 100 << 20, Header + Row + "\"a,2026-01-05,1\n"));
        reading.Counts.Accepted.ShouldBe(1);
        Refused(reading, "row.too_long", "quote").First.Line.ShouldBe(3);
    }

    [Fact]
    public void Hundreds_of_open_quotes_in_one_row_of_megabytes_take_no_more_memory_than_one()
    {
        // Each line opens a quote, so that each row swallows all lines up to the next but one.
        var lines = new StringBuilder(Header);
        for (var i = 0; i < 300; i++)
        {
            lines.Append('"').Append("a,2026-01-05,1\n").Append(new string('x', 20_000)).Append(",,\n");
        }

        ReadText(lines.ToString()).Counts.Rows.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_field_of_two_megabytes_costs_its_row()
    {
        var reading = ReadText(Header.Replace("amount", "amount,note", StringComparison.Ordinal) +
            $"a,2026-01-05,1,{new string('x', 2 << 20)}\nb,2026-01-06,1,short\n");
        (reading.Counts.Accepted, reading.Counts.Rejected).ShouldBe((1, 1));
        Refused(reading, "field.too_large", "\"note\" is longer than a million").First.Line.ShouldBe(2);
    }

    [Fact]
    public void A_zip_that_unpacks_to_ten_gigabytes_of_nothing_is_refused()
    {
        var path = Zip([.. Enumerable.Range(0, 3).Select(i => ($"{i}.csv", Bomb([0], 3500)))]);
        new FileInfo(path).Length.ShouldBeLessThan(20 << 20);
        Refused(Read(path), "file.is_binary", "not a text");
        Refused(Read(Zip([("x.csv", Bomb("x"u8, 3500))])), "delimiter.not_found", "--delimiter");
    }

    [Fact]
    public void What_unpacks_to_far_more_than_is_honest_is_refused_though_it_looks_like_orders()
    {
        var path = Zip([("x.csv", Bomb(Encoding.ASCII.GetBytes(Header.Replace("\n", "     \n", StringComparison.Ordinal)), 90))]);
        (new FileInfo(path).Length * FileLimits.UnpackRatioMax).ShouldBeLessThan(90 << 20);
        Refused(Read(path, new OrderFileOptions { NoHeader = true, Map = new Dictionary<OrderField, string>
        {
            [OrderField.Customer] = "1", [OrderField.Date] = "2", [OrderField.Amount] = "3",
        } }), "archive.too_large", "64 MB");
    }

    [Fact]
    public void A_gzip_that_unpacks_to_gigabytes_is_refused()
    {
        var bomb = Bomb("x"u8, 2000);
        var path = Write("x.csv.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, .. bomb.Bytes, 0, 0, 0, 0, 0, 0, 0, 0]);
        Refused(Read(path), "delimiter.not_found", "--delimiter");
    }

    [Fact]
    public void Archives_within_archives_are_not_unpacked()
    {
        var inner = File.ReadAllBytes(Zip([("orders.csv", Stored(Header + Row))]));
        Refused(Read(Zip([("inner.zip", new Packed(inner, inner.Length, 0))])), "archive.nested", "Unpack");
        using var gzip = new MemoryStream();
        using (var stream = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(inner);
        }

        Refused(Read(Write("twice.gz", gzip.ToArray())), "archive.nested", "Unpack");
    }

    [Theory]
    [InlineData("../../evil.csv")]
    [InlineData("/etc/cron.d/evil.csv")]
    [InlineData("C:\\Windows\\evil.csv")]
    [InlineData("a\u001b[2J\u202Evsc.csv")]
    public void Names_in_an_archive_are_shown_and_never_written_to(string name)
    {
        var path = Zip([(name, Stored(Header + Row)), ("bad.csv", Stored("nothing"))]);
        var before = Directory.GetFileSystemEntries(folder.FullName, "*", SearchOption.AllDirectories);
        var reading = Read(path);
        reading.Counts.Accepted.ShouldBe(1);
        var shown = reading.Understood.ShouldHaveSingleItem().File;
        shown.ShouldStartWith(Path.GetFileName(path) + ":");
        shown.ShouldNotContain(c => char.IsControl(c) || c == '\u202E');
        Directory.GetFileSystemEntries(folder.FullName, "*", SearchOption.AllDirectories).ShouldBe(before);
        File.Exists(Path.Combine(folder.FullName, name)).ShouldBeFalse();
    }

    [Fact]
    public void Two_hundred_names_that_lead_elsewhere_lead_nowhere()
    {
        string[] ways =
        [
            "../", "../../", "..\\", "..\\..\\", "/", "//", "//host/share/", "\\\\host\\share\\", "C:\\", "C:/", "./../", "a/../../",
            "%2e%2e/", "%2e%2e%2f", "....//", "..;/", "~/", "file:///", "/proc/self/cwd/../", "\u2025/",
        ];
        var names = Enumerable.Range(0, 200).Select(i => $"{ways[i % ways.Length]}evil-{i}.csv").ToList();
        var path = Zip([.. names.Select((name, i) => (name, Stored(Header + Row.Replace("a,", $"c{i},", StringComparison.Ordinal))))]);
        var above = folder.Parent!.FullName;
        var reading = Read(path);
        (reading.Counts.Accepted, reading.Understood.Count).ShouldBe((200, 200));
        Directory.GetFileSystemEntries(folder.FullName, "*", SearchOption.AllDirectories).ShouldBe([path]);
        Directory.GetFileSystemEntries(above, "evil-*").ShouldBeEmpty();
        names.Where(n => File.Exists(n) || File.Exists(Path.Combine(folder.FullName, n))).ShouldBeEmpty();
    }

    [Fact]
    public void An_archive_of_20_000_files_is_refused() => Refused(
        Read(Zip([.. Enumerable.Range(0, 20_000).Select(i => ($"{i}.csv", Stored("x")))])), "archive.too_many_entries", "10000");

    [Fact]
    public void NULs_in_the_head_are_no_text() => Refused(ReadText(Header + "a,2026-01-05,\0\0\0\n"), "file.is_binary", "not a text");

    [Fact]
    public void A_file_filled_up_with_NULs_after_a_crash_keeps_its_rows()
    {
        var rows = string.Concat(Enumerable.Repeat(Row, 30_000));
        var reading = ReadText(Header + rows + new string('\0', 100_000));
        (reading.Counts.Accepted, reading.Counts.Rejected).ShouldBe((30_000, 1));
        Refused(reading, "row.too_short", "too few fields").First.Line.ShouldBe(30_002);
        Refused(ReadStream(new RepeatedStream("\0", 100 << 20, Header + rows)), "row.too_long", "16 million");
    }

    [Fact]
    public void Lines_of_another_encoding_in_UTF_8_are_told_with_the_first_of_them()
    {
        var good = Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Repeat("Ирина,2026-01-05,1\n", 20)));
        var bad = TextEncodings.Find("windows-1251")!.GetBytes("Анна,2026-01-06,1\n");
        var reading = ReadStream(new MemoryStream([.. good, .. bad, .. Encoding.UTF8.GetBytes("Пётр,2026-01-07,1\n")]));
        reading.Understood[0].Encoding.ShouldBe("utf-8");
        reading.Counts.Accepted.ShouldBe(22);
        var warning = OrderFileTests.Warning(reading, "encoding.damaged");
        (warning.First.Line, warning.First.Detail).ShouldBe((22, "4"));
        CommerceModule.Words.Of(warning.First).ShouldContain("mixes encodings");
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_is_read_as_it_was()
    {
        var path = Write("log.csv", Encoding.ASCII.GetBytes(Header + string.Concat(Enumerable.Repeat(Row, 100_000))));
        var reading = CommerceModule.OrderFiles.Read([path], new OrderFileOptions(),
            new OnFirst(() => File.AppendAllText(path, string.Concat(Enumerable.Repeat(Row, 50_000)))), CancellationToken.None);
        reading.Counts.Accepted.ShouldBe(100_000);
        Refused(reading, "file.grew", "longer while it was read");
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_keeps_the_rows_that_were_there()
    {
        var path = Write("log.csv", Encoding.ASCII.GetBytes(Header + string.Concat(Enumerable.Repeat(Row, 500_000))));
        var reading = CommerceModule.OrderFiles.Read([path], new OrderFileOptions(),
            new OnFirst(() => { using var file = new FileStream(path, FileMode.Open); file.SetLength(1 << 20); }), CancellationToken.None);
        reading.Counts.Accepted.ShouldBeInRange(20_000, 200_000);
        Refused(reading, "file.cut_short", "shorter while it was read").Kind.ShouldBe(WarningKind.Unreadable);
    }

    [Fact]
    public void Devices_and_pipes_are_refused_and_not_waited_for()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Refused(Read("/dev/zero"), "file.empty", "not a plain file");
        var pipe = Path.Combine(folder.FullName, "pipe");
        Process.Start("mkfifo", pipe)!.WaitForExit();
        Refused(Read(pipe), "file.empty", "not a plain file");
    }

    [Fact]
    public void A_head_of_one_line_of_quotes_and_delimiters_is_looked_at_once()
    {
        foreach (var sign in new[] { "\"", ",", " ", ";|\t,", "\"\n" })
        {
            Delimiter.Detect(string.Concat(Enumerable.Repeat(sign, FileLimits.HeadBytes / sign.Length)));
            ReadStream(new RepeatedStream(sign, 20 << 20)).Counts.Accepted.ShouldBe(0);
        }
    }

    private static ReadWarning Refused(OrderReading reading, string code, string words)
    {
        reading.Warnings.Select(w => w.First.Code).ShouldContain(code);
        var warning = reading.Warnings.First(w => w.First.Code == code);
        CommerceModule.Words.Of(warning.First).ShouldContain(words);
        return warning;
    }

    private static OrderReading ReadText(string text, OrderFileOptions? options = null) =>
        ReadStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), options);

    private static OrderReading ReadStream(Stream stream, OrderFileOptions? options = null) => Bounded(() =>
        CommerceModule.OrderFiles.Read([new InputPart("x.csv", stream)], options ?? new OrderFileOptions(), CancellationToken.None));

    private static OrderReading Read(string path, OrderFileOptions? options = null) => Bounded(() =>
        CommerceModule.OrderFiles.Read([path], options ?? new OrderFileOptions(), null, CancellationToken.None));

    // What lives is what a full collection leaves; sampled while the work goes on.
    private static OrderReading Bounded(Func<OrderReading> work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        using var done = new CancellationTokenSource();
        var watch = new Thread(() =>
        {
            while (!done.Token.WaitHandle.WaitOne(20))
            {
                if (GC.GetTotalMemory(forceFullCollection: false) - before > HeapBytesMax)
                {
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                }
            }
        });
        watch.Start();
        var reading = work();
        done.Cancel();
        watch.Join();
        most.ShouldBeLessThanOrEqualTo(HeapBytesMax);
        (reading.Counts.Accepted + reading.Counts.Rejected).ShouldBe(reading.Counts.Rows);
        return reading;
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private sealed record Packed(byte[] Bytes, long Unpacked, ushort Method);

    private static Packed Stored(string text) => new(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetByteCount(text), 0);

    // A megabyte packed once and repeated: a flushed block ends at a byte and may be followed by itself.
    private static Packed Bomb(ReadOnlySpan<byte> pattern, int megabytes)
    {
        var unit = new byte[1 << 20];
        for (var i = 0; i < unit.Length; i++)
        {
            unit[i] = pattern[i % pattern.Length];
        }

        using var block = new MemoryStream();
        using (var deflate = new DeflateStream(block, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(unit);
            deflate.Flush();
            var length = (int)block.Length;
            var once = block.GetBuffer().AsSpan(0, length);
            var packed = new byte[checked((length * megabytes) + 2)];
            for (var i = 0; i < megabytes; i++)
            {
                once.CopyTo(packed.AsSpan(i * length));
            }

            packed[^2] = 3;
            return new Packed(packed, (long)megabytes << 20, 8);
        }
    }

    // By hand, since no honest library writes these names and sizes. Checksums are left out: reading does not ask them.
    private string Zip(IReadOnlyList<(string Name, Packed Content)> entries)
    {
        using var zip = new MemoryStream();
        using var directory = new MemoryStream();
        foreach (var (name, content) in entries)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            var header = new byte[30];
            BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034B50);
            Fields(header.AsSpan(4), bytes.Length, content);
            var central = new byte[46];
            BinaryPrimitives.WriteUInt32LittleEndian(central, 0x02014B50);
            BinaryPrimitives.WriteUInt16LittleEndian(central.AsSpan(4), 20);
            Fields(central.AsSpan(6), bytes.Length, content);
            BinaryPrimitives.WriteUInt32LittleEndian(central.AsSpan(42), (uint)zip.Length);
            directory.Write([.. central, .. bytes]);
            zip.Write([.. header, .. bytes]);
            zip.Write(content.Bytes);
        }

        var end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)entries.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)entries.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)zip.Length);
        zip.Write([.. directory.ToArray(), .. end]);
        return Write(Guid.CreateVersion7() + ".zip", zip.ToArray());
    }

    private static void Fields(Span<byte> at, int nameBytes, Packed content)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, 20);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], 0x0800);
        BinaryPrimitives.WriteUInt16LittleEndian(at[4..], content.Method);
        BinaryPrimitives.WriteUInt32LittleEndian(at[14..], (uint)content.Bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(at[18..], (uint)content.Unpacked);
        BinaryPrimitives.WriteUInt16LittleEndian(at[22..], (ushort)nameBytes);
    }

    private sealed class OnFirst(Action action) : IProgress<ReadProgress>
    {
        private Action? next = action;

        public void Report(ReadProgress value)
        {
            next?.Invoke();
            next = null;
        }
    }

    /// <summary>A text followed by another over and over, without being held.</summary>
    private sealed class RepeatedStream(string pattern, long length, string before = "") : Stream
    {
        private readonly byte[] bytes = Encoding.UTF8.GetBytes(before);
        private readonly byte[] repeated = Encoding.UTF8.GetBytes(pattern);
        private long at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, bytes.Length + length - at);
            for (var i = 0; i < read; i++, at++)
            {
                buffer[offset + i] = at < bytes.Length ? bytes[at] : repeated[(at - bytes.Length) % repeated.Length];
            }

            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
