using System.Runtime.InteropServices;
using System.Text;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Kernel.Data;

namespace Perennial.Insights.Live;

/// <summary>Reads a snapshot file whole or not at all.</summary>
internal sealed class SnapshotReader : IDisposable
{
    private const int PartitionsMax = 1 << 12;

    private readonly FileStream file;
    private readonly long length;
    private uint crc;

    private SnapshotReader(string path)
    {
        file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        length = file.Length;
    }

    /// <summary>Reads the store; null with the reason when the file is of no use.</summary>
    public static (SnapshotState State, LiveStore? Store, LogPlace Place) Read(string path, LiveSettings settings, IOrderFacts source)
    {
        if (!File.Exists(path))
        {
            return (SnapshotState.Missing, null, LogPlace.Start);
        }

        try
        {
            using var reader = new SnapshotReader(path);
            return reader.Read(settings, source);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            return (SnapshotState.Damaged, null, LogPlace.Start);
        }
    }

    public void Dispose() => file.Dispose();

    private (SnapshotState State, LiveStore? Store, LogPlace Place) Read(LiveSettings settings, IOrderFacts source)
    {
        Span<byte> start = stackalloc byte[SnapshotFile.Signature.Length + sizeof(int)];
        file.ReadExactly(start);
        if (!start.StartsWith(SnapshotFile.Signature))
        {
            throw new InvalidDataException("This is no snapshot.");
        }

        if (BitConverter.ToInt32(start[SnapshotFile.Signature.Length..]) != SnapshotFile.Version)
        {
            return (SnapshotState.OtherVersion, null, LogPlace.Start);
        }

        using var head = new BinaryReader(new MemoryStream(Block<byte>(SnapshotBlock.Head)), Encoding.UTF8);
        if (new Guid(head.ReadBytes(16)) != settings.Database)
        {
            return (SnapshotState.OtherDatabase, null, LogPlace.Start);
        }

        var isOurs = head.ReadString() == settings.Stamp;
        var place = new LogPlace(head.ReadInt64(), head.ReadInt64());
        var (identified, anonymous) = (Partitions(head.ReadInt32()), Partitions(head.ReadInt32()));
        if (!isOurs || !LabelColumn.Dimensions.All(d => Continues(head, source.LabelValues(d))))
        {
            return (SnapshotState.OtherSettings, null, LogPlace.Start);
        }

        var (customers, nobodys) = (Block<Guid>(SnapshotBlock.Customers), Block<Guid>(SnapshotBlock.Nobodys));
        Segment[] segments = [.. Enumerable.Range(0, identified + anonymous).Select(_ => Segment())];
        var unrated = UnratedTally.Of(Block<UnratedSum>(SnapshotBlock.Unrated));
        Block<byte>(SnapshotBlock.End);
        if (file.Position != length)
        {
            throw new InvalidDataException("Something follows the end.");
        }

        var facts = FactStore.Of(segments[..identified], segments[identified..]);
        return (SnapshotState.Used, new LiveStore(CustomerIds.Of(customers), CustomerIds.Of(nobodys), facts, unrated), place);
    }

    private static int Partitions(int count) => count is > 0 and <= PartitionsMax && System.Numerics.BitOperations.IsPow2(count)
        ? count
        : throw new InvalidDataException($"There cannot be {count} partitions.");

    // Labels only grow, so those of the file are the first of today's.
    private static bool Continues(BinaryReader head, IReadOnlyList<string> values)
    {
        var count = head.ReadInt32();
        var continues = count <= values.Count;
        for (var i = 0; i < count; i++)
        {
            continues &= head.ReadString() == (i < values.Count ? values[i] : null);
        }

        return continues;
    }

    private Segment Segment()
    {
        var segment = new Segment
        {
            Start = Block<int>(SnapshotBlock.Start), Day = Block<ushort>(SnapshotBlock.Day), Net = Block<long>(SnapshotBlock.Net),
            Units = Block<int>(SnapshotBlock.Units), Rhythm = Block<BuyingRhythm>(SnapshotBlock.Rhythm),
            Covered = Block<CoveredOrder>(SnapshotBlock.Covered), Returns = Block<ReturnedValue>(SnapshotBlock.Returns),
            LargeUnits = Block<long>(SnapshotBlock.LargeUnits),
            Labels = [.. LabelColumn.Dimensions.Select(_ =>
                new LabelColumn(Block<ushort>(SnapshotBlock.Labels), Block<LargeLabel>(SnapshotBlock.LargeLabels)))],
            LastDay = Block<int>(SnapshotBlock.LastDay)[0],
        };
        var orders = segment.Day.Length;
        return segment.Start.Length > 0 && segment.Start[^1] == orders && segment.Net.Length == orders && segment.Units.Length == orders &&
               (segment.Rhythm.Length == 0 || segment.Rhythm.Length == segment.Customers) &&
               segment.Labels.All(l => l.Numbers.Length == 0 || l.Numbers.Length == orders)
            ? segment
            : throw new InvalidDataException("The columns of a segment do not fit each other.");
    }

    private T[] Block<T>(SnapshotBlock kind)
        where T : unmanaged
    {
        Span<byte> head = stackalloc byte[SnapshotFile.HeadBytes];
        Get(head);
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        var bytes = BitConverter.ToInt64(head[8..]);
        if (BitConverter.ToInt32(head) != (int)kind || BitConverter.ToInt32(head[4..]) != size ||
            bytes < 0 || bytes % size != 0 || bytes > length - file.Position || bytes / size > Array.MaxLength)
        {
            throw new InvalidDataException($"Another block stands where {kind} should.");
        }

        var column = GC.AllocateUninitializedArray<T>((int)(bytes / size));
        var pieceLength = SnapshotFile.PieceBytes / size;
        for (var from = 0; from < column.Length; from += pieceLength)
        {
            Get(MemoryMarshal.AsBytes(column.AsSpan(from, Math.Min(pieceLength, column.Length - from))));
        }

        Span<byte> sum = stackalloc byte[sizeof(uint)];
        file.ReadExactly(sum);
        return BitConverter.ToUInt32(sum) == crc ? column : throw new InvalidDataException($"The sum of {kind} is wrong.");
    }

    private void Get(Span<byte> bytes)
    {
        file.ReadExactly(bytes);
        crc = SnapshotFile.Crc(crc, bytes);
    }
}
