using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;

namespace Perennial.Commerce.Imports;

/// <summary>Where an import stands, as it is kept and as it goes out.</summary>
internal static class ImportState
{
    public const string Uploaded = "uploaded";
    public const string Started = "started";
    public const string Done = "done";
    public const string Undoing = "undoing";
    public const string Undone = "undone";
}

/// <summary>An import's row.</summary>
internal sealed class ImportRow
{
    public Guid Id { get; set; }

    public string State { get; set; } = ImportState.Uploaded;

    public string Name { get; set; } = "";

    public long Bytes { get; set; }

    public byte[] FileHash { get; set; } = [];

    public string Source { get; set; } = "";

    public string Options { get; set; } = "{}";

    public string Preview { get; set; } = "{}";

    public string? Scan { get; set; }

    public Guid? JobId { get; set; }

    public string? Position { get; set; }

    public long RowsRead { get; set; }

    public long Rejected { get; set; }

    public long Made { get; set; }

    public long Changed { get; set; }

    public long Unchanged { get; set; }

    public long PutBack { get; set; }

    public long Kept { get; set; }

    public long CreatedAt { get; set; }

    public string CreatedBy { get; set; } = "";

    public long? EndedAt { get; set; }

    /// <summary>Since when what undoing needs is gone; null while it is there.</summary>
    public long? SettledAt { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>How it is called outside.</summary>
    public string PublicId => ImportStore.PublicIdOf(Id);
}

/// <summary>The rows of imports.</summary>
internal static class ImportStore
{
    private const string Prefix = "imp";

    public static Refusal NotFound { get; } = new(RefusalKind.Missing, "imports.not_found");

    /// <summary>What was kept of it for thirty days is gone.</summary>
    public static Refusal Settled { get; } = new(RefusalKind.Conflict, "imports.settled");

    public static string PublicIdOf(Guid id) => PublicId.Write(Prefix, id);

    /// <summary>The import of an id as it is called outside; null for none.</summary>
    public static async Task<ImportRow?> FindAsync(DbUnit unit, string id) =>
        PublicId.TryRead(Prefix, id, out var known) ? await FindAsync(unit, known) : null;

    public static Task<ImportRow?> FindAsync(DbUnit unit, Guid id) => unit.FindAsync<ImportRow>(FindSql, new { id });

    /// <summary>The same, held until the unit ends.</summary>
    public static async Task<ImportRow?> LockAsync(DbUnit unit, string id) =>
        PublicId.TryRead(Prefix, id, out var known) ? await unit.FindAsync<ImportRow>(LockSql, new { id = known }) : null;

    public static Task<IReadOnlyList<ImportRow>> ListAsync(DbUnit unit, Guid before, int limit) =>
        unit.QueryAsync<ImportRow>(ListSql, new { before, limit });

    /// <summary>Imports of the very same file that are in, or partly in.</summary>
    public static Task<IReadOnlyList<Guid>> OfSameFileAsync(DbUnit unit, ImportRow row) =>
        unit.QueryAsync<Guid>(SameFileSql, new { hash = row.FileHash, id = row.Id });

    public static Task<int> AddAsync(DbUnit unit, ImportRow row) => unit.ExecuteAsync(AddSql, new
    {
        id = row.Id, state = row.State, name = row.Name, bytes = row.Bytes, hash = row.FileHash, source = row.Source, options = row.Options,
        preview = row.Preview, at = row.CreatedAt, by = row.CreatedBy,
    });

    /// <summary>Takes an import and all that was kept beside it away; orders stay.</summary>
    public static async Task RemoveAsync(DbUnit unit, Guid id)
    {
        await unit.ExecuteAsync("delete from import_rejects where import_id = @id", new { id });
        await unit.ExecuteAsync("delete from import_forms where import_id = @id", new { id });
        await unit.ExecuteAsync("delete from import_undo where import_id = @id", new { id });
        await unit.ExecuteAsync("delete from imports where id = @id", new { id });
    }

    private const string SameFileSql = "select id from imports where file_hash = @hash and id <> @id and state in ('started', 'done') order by id";

    private const string FindSql = """
        select id as Id, state as State, name as Name, bytes as Bytes, file_hash as FileHash, source as Source, options as Options,
            preview as Preview, scan as Scan, job_id as JobId, position as Position, rows_read as RowsRead, rejected as Rejected, made as Made,
            changed as Changed, unchanged as Unchanged, put_back as PutBack, kept as Kept, created_at as CreatedAt, created_by as CreatedBy,
            ended_at as EndedAt, settled_at as SettledAt, version as Version
        from imports where id = @id
        """;

    private const string LockSql = """
        select id as Id, state as State, name as Name, bytes as Bytes, file_hash as FileHash, source as Source, options as Options,
            preview as Preview, scan as Scan, job_id as JobId, position as Position, rows_read as RowsRead, rejected as Rejected, made as Made,
            changed as Changed, unchanged as Unchanged, put_back as PutBack, kept as Kept, created_at as CreatedAt, created_by as CreatedBy,
            ended_at as EndedAt, settled_at as SettledAt, version as Version
        from imports where id = @id {{for_update}}
        """;

    private const string ListSql = """
        select id as Id, state as State, name as Name, bytes as Bytes, file_hash as FileHash, source as Source, options as Options,
            '{}' as Preview, job_id as JobId, position as Position, rows_read as RowsRead, rejected as Rejected, made as Made,
            changed as Changed, unchanged as Unchanged, put_back as PutBack, kept as Kept, created_at as CreatedAt, created_by as CreatedBy,
            ended_at as EndedAt, settled_at as SettledAt, version as Version
        from imports where id < @before order by id desc limit @limit
        """;

    private const string AddSql = """
        insert into imports (id, state, name, bytes, file_hash, source, options, preview, rows_read, rejected, made, changed, unchanged,
            put_back, kept, created_at, created_by, version)
        values (@id, @state, @name, @bytes, @hash, @source, @options, @preview, 0, 0, 0, 0, 0, 0, 0, @at, @by, 1)
        """;
}

/// <summary>Where uploaded files lie: one folder, each under its import's id. What its owner calls it is never a path.</summary>
internal sealed class ImportFolder(string folder)
{
    /// <summary>The path of an import's file.</summary>
    public string PathOf(Guid import) => Path.Combine(Directory.CreateDirectory(folder).FullName, import.ToString("N") + ".upload");

    /// <summary>Takes the file away, if it is there.</summary>
    public void Remove(Guid import) => File.Delete(PathOf(import));
}
