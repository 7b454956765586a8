using System.Runtime.InteropServices;
using System.Text;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Kernel.Data;

namespace Perennial.Insights.Live;

/// <summary>Writes a snapshot beside the file and puts it in its place when it is safe on the disk.</summary>
internal sealed class SnapshotWriter : IDisposable
{
    private readonly FileStream file;
    private uint crc;

    private SnapshotWriter(string path) => file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);

    public static void Write(string path, LiveSettings settings, IOrderFacts source, LiveSnapshot snapshot, UnratedSum[] unrated,
        LogPlace place)
    {
        var beside = path + ".new";
        using (var writer = new SnapshotWriter(beside))
        {
            writer.file.Write(SnapshotFile.Signature);
            writer.file.Write(BitConverter.GetBytes(SnapshotFile.Version));
            writer.Block(SnapshotBlock.Head, Head(settings, source, snapshot, place));
            writer.Block(SnapshotBlock.Customers, snapshot.Customers.Span);
            writer.Block(SnapshotBlock.Nobodys, snapshot.Nobodys.Span);
            foreach (var view in snapshot.Facts.Partitions.Concat(snapshot.Facts.AnonymousPartitions))
            {
                writer.Segment(view.Whole());
            }

            writer.Block<UnratedSum>(SnapshotBlock.Unrated, unrated);
            writer.Block(SnapshotBlock.End, ReadOnlySpan<byte>.Empty);
            writer.file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    public void Dispose() => file.Dispose();

    private static ReadOnlySpan<byte> Head(LiveSettings settings, IOrderFacts source, LiveSnapshot snapshot, LogPlace place)
    {
        var bytes = new MemoryStream();
        using (var head = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            head.Write(settings.Database.ToByteArray());
            head.Write(settings.Stamp);
            head.Write(place.Position);
            head.Write(place.Sequence);
            head.Write(snapshot.Facts.Partitions.Count);
            head.Write(snapshot.Facts.AnonymousPartitions.Count);
            foreach (var dimension in LabelColumn.Dimensions)
            {
                var values = source.LabelValues(dimension);
                head.Write(values.Count);
                foreach (var value in values)
                {
                    head.Write(value);
                }
            }
        }

        return bytes.ToArray();
    }

    private void Segment(Segment segment)
    {
        Block<int>(SnapshotBlock.Start, segment.Start);
        Block<ushort>(SnapshotBlock.Day, segment.Day);
        Block<long>(SnapshotBlock.Net, segment.Net);
        Block<int>(SnapshotBlock.Units, segment.Units);
        Block<Analytics.BuyingRhythm>(SnapshotBlock.Rhythm, segment.Rhythm);
        Block<CoveredOrder>(SnapshotBlock.Covered, segment.Covered);
        Block<ReturnedValue>(SnapshotBlock.Returns, segment.Returns);
        Block<long>(SnapshotBlock.LargeUnits, segment.LargeUnits);
        foreach (var column in segment.Labels)
        {
            Block<ushort>(SnapshotBlock.Labels, column.Numbers);
            Block<LargeLabel>(SnapshotBlock.LargeLabels, column.Large);
        }

        Block<int>(SnapshotBlock.LastDay, [segment.LastDay]);
    }

    private void Block<T>(SnapshotBlock kind, ReadOnlySpan<T> column)
        where T : unmanaged
    {
        Span<byte> head = stackalloc byte[SnapshotFile.HeadBytes];
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        BitConverter.TryWriteBytes(head, (int)kind);
        BitConverter.TryWriteBytes(head[4..], size);
        BitConverter.TryWriteBytes(head[8..], (long)column.Length * size);
        Put(head);
        var pieceLength = SnapshotFile.PieceBytes / size;
        for (var from = 0; from < column.Length; from += pieceLength)
        {
            Put(MemoryMarshal.AsBytes(column[from..Math.Min(column.Length, from + pieceLength)]));
        }

        file.Write(BitConverter.GetBytes(crc));
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        crc = SnapshotFile.Crc(crc, bytes);
        file.Write(bytes);
    }
}
