using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Audit;

/// <summary>
/// The audit of one node. A chain a node and day: each row holds the hash of the row before and of itself, so that a row
/// changed, taken out or put in shows. Chains of nodes need no lock between them; the head of a finished day is sealed.
/// </summary>
/// <param name="node">Name of this node; chains are told apart by it.</param>
/// <param name="ids">New ids.</param>
internal sealed class AuditChain(string node, IdSource ids) : IAudit
{
    public async Task AddAsync(DbUnit unit, AuditEntry entry, Instant now)
    {
        var (day, head) = await OpenHeadAsync(unit, now);
        var row = new AuditRow
        {
            Node = node, Day = day, Number = head.Number + 1, Id = ids.New(), At = Micros.Of(now), Actor = entry.Actor,
            Action = entry.Action, Subject = entry.Subject, ContentHash = SHA256.HashData(entry.Content.Span), PreviousHash = head.Hash,
        };
        row.Hash = HashOf(row);
        await unit.ExecuteAsync(AddSql, row);
        await unit.ExecuteAsync(MoveSql, new { node, day, number = row.Number, hash = row.Hash });
    }

    // A call that began before midnight, and a clock that went back, find their day sealed: the row then stands in the next one
    // that is not. Its own time it has beside.
    private async Task<(string Day, Head Head)> OpenHeadAsync(DbUnit unit, Instant now)
    {
        for (var at = now; ; at += Duration.FromDays(1))
        {
            var day = Day(at);
            await unit.ExecuteAsync(HeadSql, new { node, day, empty = Array.Empty<byte>() });
            var head = await unit.FindAsync<Head>(LockSql, new { node, day }) ?? throw new InvalidOperationException("The head is gone.");
            if (head.Seal is null)
            {
                return (day, head);
            }
        }
    }

    /// <summary>Seals the heads of days that are over: what was added to them later would show.</summary>
    public async Task<int> SealAsync(DbUnit unit, Instant now)
    {
        var sealedCount = 0;
        foreach (var head in await unit.QueryAsync<Head>(OpenSql, new { node, day = Day(now) }))
        {
            sealedCount += await unit.ExecuteAsync(SealSql, new { node, day = head.Day, seal = SealOf(head) });
        }

        return sealedCount;
    }

    /// <summary>Checks every chain and names the first row that is wrong.</summary>
    /// <returns>Rows looked at, and the first wrong one: node, day, number; null when all is as it was written.</returns>
    public static async Task<(long Rows, string? Wrong)> VerifyAsync(DbUnit unit)
    {
        var heads = (await unit.QueryAsync<Head>(HeadsSql)).ToDictionary(h => (h.Node, h.Day));
        var (rows, wrong) = (0L, (string?)null);
        var (chain, number, previous) = (("", ""), 0, Array.Empty<byte>());
        void Close()
        {
            if (heads.Remove(chain, out var head) && (head.Number != number || !head.Hash.AsSpan().SequenceEqual(previous) ||
                (head.Seal is { } seal && !seal.AsSpan().SequenceEqual(SealOf(head)))))
            {
                wrong ??= Place(chain.Item1, chain.Item2, Math.Min(head.Number, number + 1));
            }
        }

        await unit.ScanAsync(AllSql, data =>
        {
            var row = Read(data);
            if ((row.Node, row.Day) != chain)
            {
                Close();
                (chain, number, previous) = ((row.Node, row.Day), 0, []);
            }

            rows++;
            if (wrong is null && (row.Number != number + 1 || !row.PreviousHash.AsSpan().SequenceEqual(previous) ||
                !row.Hash.AsSpan().SequenceEqual(HashOf(row)) || !heads.ContainsKey(chain)))
            {
                wrong = Place(row.Node, row.Day, row.Number);
            }

            (number, previous) = (row.Number, row.Hash);
        });
        Close();

        // Chains of which only the head is left.
        wrong ??= heads.Values.Where(h => h.Number > 0).Select(h => Place(h.Node, h.Day, 1)).FirstOrDefault();
        return (rows, wrong);
    }

    private static string Place(string node, string day, int number) => string.Create(CultureInfo.InvariantCulture, $"{node}/{day}/{number}");

    private static string Day(Instant now) => now.InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    // Every part with its length before it, so that nothing can move from one to the next.
    private static byte[] HashOf(AuditRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(ReadOnlySpan<byte> part)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }

        Add(row.PreviousHash);
        Add(Encoding.UTF8.GetBytes(row.Node));
        Add(Encoding.UTF8.GetBytes(row.Day));
        Add(LittleEndian(row.Number));
        Add(row.Id.ToByteArray(bigEndian: true));
        Add(LittleEndian(row.At));
        Add(Encoding.UTF8.GetBytes(row.Actor));
        Add(Encoding.UTF8.GetBytes(row.Action));
        Add(Encoding.UTF8.GetBytes(row.Subject));
        Add(row.ContentHash);
        return hash.GetHashAndReset();
    }

    private static byte[] SealOf(Head head) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes($"{head.Node}/{head.Day}/"), .. LittleEndian(head.Number), .. head.Hash]);

    // Numbers within hashes are written from their lowest byte up, on whatever machine.
    private static byte[] LittleEndian(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] LittleEndian(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }

    private static AuditRow Read(DbRow row) => new()
    {
        Node = row.Text(0), Day = row.Text(1), Number = row.Int(2), Id = row.Id(3), At = row.Long(4), Actor = row.Text(5),
        Action = row.Text(6), Subject = row.Text(7), ContentHash = row.Bytes(8), PreviousHash = row.Bytes(9), Hash = row.Bytes(10),
    };

    private sealed class Head
    {
        public string Node { get; set; } = "";

        public string Day { get; set; } = "";

        public int Number { get; set; }

        public byte[] Hash { get; set; } = [];

        public byte[]? Seal { get; set; }
    }

    private const string HeadSql = """
        insert into audit_heads (node, day, number, hash) values (@node, @day, 0, @empty) on conflict (node, day) do nothing
        """;

    private const string LockSql = """
        select node as Node, day as Day, number as Number, hash as Hash, seal as Seal
        from audit_heads where node = @node and day = @day {{for_update}}
        """;

    private const string AddSql = """
        insert into audit_entries (node, day, number, id, at, actor, action, subject, content_hash, previous_hash, hash)
        values (@Node, @Day, @Number, @Id, @At, @Actor, @Action, @Subject, @ContentHash, @PreviousHash, @Hash)
        """;

    private const string MoveSql = "update audit_heads set number = @number, hash = @hash where node = @node and day = @day";

    private const string OpenSql = """
        select node as Node, day as Day, number as Number, hash as Hash
        from audit_heads where node = @node and day < @day and seal is null order by day {{for_update}}
        """;

    private const string SealSql = "update audit_heads set seal = @seal where node = @node and day = @day";

    private const string HeadsSql = "select node as Node, day as Day, number as Number, hash as Hash, seal as Seal from audit_heads";

    private const string AllSql = """
        select node, day, number, id, at, actor, action, subject, content_hash, previous_hash, hash
        from audit_entries order by node, day, number
        """;
}

/// <summary>A row of the audit.</summary>
internal sealed class AuditRow
{
    public string Node { get; set; } = "";

    public string Day { get; set; } = "";

    public int Number { get; set; }

    public Guid Id { get; set; }

    public long At { get; set; }

    public string Actor { get; set; } = "";

    public string Action { get; set; } = "";

    public string Subject { get; set; } = "";

    public byte[] ContentHash { get; set; } = [];

    public byte[] PreviousHash { get; set; } = [];

    public byte[] Hash { get; set; } = [];
}
