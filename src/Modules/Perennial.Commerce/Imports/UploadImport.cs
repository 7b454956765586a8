using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Imports;

/// <summary>A file that is brought.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Source">Where its numbers are from; null for what its shape stands for.</param>
/// <param name="Content">Its bytes, read once.</param>
internal sealed record UploadedFile(string Name, string? Source, Stream Content);

/// <summary>Takes a file in, as it is, and says how it would be read. Nothing of it is imported yet.</summary>
internal static class UploadImport
{
    private const int NameCharactersMax = 200;
    private const int CopyBytes = 128 * 1024;
    private const int NoSpaceUnix = 28;
    private const int NoSpaceWindows = 112;

    public static void Map(IEndpointRouteBuilder routes)
    {
        // Whatever type the sender says: what a file is shows in its bytes, and named types would close the route to all others.
        routes.MapPost("/v1/imports", (Delegate)((HttpContext http) => ApiRoutes.AnswerAsync(http, HandleAsync)))
            .WithMetadata(new ScopeAsked(Scopes.Imports)).Accepts<byte[]>(isOptional: true, "application/octet-stream", ApiRoutes.AnyType)
            .Produces<ImportView>(StatusCodes.Status201Created).WithName("uploadImport").TakesQuery("name", "source");
        routes.MapWrite("PATCH", "/v1/imports/{id}", Scopes.Imports, ImportsJson.Api.ImportOptionsBody, ChangeAsync)
            .Produces<ImportView>().WithName("changeImport");
        routes.MapWrite("DELETE", "/v1/imports/{id}", Scopes.Imports, DeleteAsync).Produces(StatusCodes.Status204NoContent).WithName("deleteImport");
    }

    /// <summary>Orders of an import may be of any store, so a key that is limited to some may not import.</summary>
    public static Refusal? Limited(ApiCall call) => call.Caller.Stores is null ? null : new Refusal(RefusalKind.Forbidden, "access.other_store");

    private static Task<Result<Answer>> HandleAsync(ApiCall call) => TakeAsync(call, new UploadedFile(
        call.Query("name") ?? "orders", call.Query("source"), call.Http.Request.Body), row => ApiRoutes.WriteAsync(call, row.FileHash, async unit =>
    {
        await KeepAsync(call, unit, row);
        var whole = await ImportViews.AnswerAsync(unit, row, StatusCodes.Status201Created);

        // Rows of the file stand in its preview, which is shown anew for the asking: no copy of them is kept with the key.
        return whole with { Repeated = await ImportViews.AnswerAsync(unit, row, StatusCodes.Status201Created, whole: false) };
    }));

    /// <summary>Notes an uploaded file, in the unit that lets it be an import.</summary>
    public static async Task KeepAsync(ApiCall call, DbUnit unit, ImportRow row)
    {
        await ImportStore.AddAsync(unit, row);
        await AuditAsync(call, unit, "import.uploaded", row, row.FileHash);
    }

    /// <summary>Writes a file to the disk, looks at it, and lets it be kept.</summary>
    /// <param name="call">Who brings it.</param>
    /// <param name="file">The file.</param>
    /// <param name="keep">Keeps the import; where it refuses, nothing of the file stays.</param>
    public static async Task<Result<T>> TakeAsync<T>(ApiCall call, UploadedFile file, Func<ImportRow, Task<Result<T>>> keep)
    {
        var name = file.Name;
        if (Limited(call) is { } limited)
        {
            return limited;
        }

        if (string.IsNullOrWhiteSpace(name) || name.Length > NameCharactersMax || name.Any(char.IsControl))
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid")
            {
                Fields = [new FieldProblem("name", "value.text_wanted", $"{NameCharactersMax}")],
            };
        }

        if (await call.Get<IShopSettings>().FindAsync(call.Db, call.Cancellation) is not { } settings)
        {
            return new Refusal(RefusalKind.Conflict, "setup.not_done");
        }

        var (folder, id) = (call.Get<ImportFolder>(), call.Get<IdSource>().New());
        var isKept = false;
        try
        {
            var (bytes, hash) = await SaveAsync(file.Content, folder.PathOf(id), call.Cancellation);
            var options = new ImportOptionsBody { Source = file.Source };
            if (!ImportOptions.Read(options, settings).TryGet(out var reading, out var refusal))
            {
                return refusal;
            }

            var row = new ImportRow
            {
                Id = id, Name = name, Bytes = bytes, FileHash = hash, Options = ImportOptions.Store(options), CreatedAt = Micros.Of(call.Now),
                CreatedBy = call.Caller.Actor,
            };
            await PreviewAsync(folder, row, options, reading, call.Cancellation);
            var answer = await keep(row);

            // A call that was answered before has its file already.
            isKept = answer.Succeeded && !call.Http.Response.Headers.ContainsKey("Idempotency-Replayed");
            return answer;
        }
        catch (IOException e) when (e is not BadHttpRequestException && (e.HResult & 0xFFFF) is NoSpaceUnix or NoSpaceWindows)
        {
            return new Refusal(RefusalKind.Full, "server.disk_full");
        }
        finally
        {
            if (!isKept)
            {
                folder.Remove(id);
            }
        }
    }

    private static async Task<Result<Answer>> ChangeAsync(WriteCall<ImportOptionsBody> call)
    {
        if (!(await ReadAnewAsync(call)).TryGet(out var row, out var refusal))
        {
            return refusal;
        }

        var whole = await ImportViews.AnswerAsync(call.Unit, row, StatusCodes.Status200OK);
        return whole with { Repeated = await ImportViews.AnswerAsync(call.Unit, row, StatusCodes.Status200OK, whole: false) };
    }

    /// <summary>Has an uploaded file read in another way.</summary>
    /// <returns>The import with its new preview.</returns>
    public static async Task<Result<ImportRow>> ReadAnewAsync(WriteCall<ImportOptionsBody> call)
    {
        if (Limited(call.Call) is { } limited)
        {
            return limited;
        }

        if (await call.Call.Get<IShopSettings>().FindAsync(call.Call.Db, call.Call.Cancellation) is not { } settings)
        {
            return new Refusal(RefusalKind.Conflict, "setup.not_done");
        }

        if (!ImportOptions.Read(call.Body, settings).TryGet(out var reading, out var refusal))
        {
            return refusal;
        }

        if (await ImportStore.LockAsync(call.Unit, call.Call.Route("id")) is not { } row)
        {
            return ImportStore.NotFound;
        }

        if (row.State != ImportState.Uploaded)
        {
            return new Refusal(RefusalKind.Conflict, "imports.already_started");
        }

        if (!call.Call.Http.Matches(row.Version))
        {
            return new Refusal(RefusalKind.Changed, "request.changed_meanwhile");
        }

        row.Options = ImportOptions.Store(call.Body);
        row.Version++;
        row.Scan = null;
        await PreviewAsync(call.Call.Get<ImportFolder>(), row, call.Body, reading, call.Call.Cancellation);
        await call.Unit.ExecuteAsync(ChangeSql,
            new { id = row.Id, options = row.Options, source = row.Source, preview = row.Preview, version = row.Version });
        await AuditAsync(call.Call, call.Unit, "import.changed", row, call.Bytes);
        return row;
    }

    /// <summary>Takes an upload that nobody started, or an import that was undone, off the list.</summary>
    public static async Task<Result<Answer>> DeleteAsync(WriteCall<NoBody> call)
    {
        if (Limited(call.Call) is { } limited)
        {
            return limited;
        }

        if (await ImportStore.LockAsync(call.Unit, call.Call.Route("id")) is not { } row)
        {
            return ImportStore.NotFound;
        }

        if (row.State is not (ImportState.Uploaded or ImportState.Undone))
        {
            return new Refusal(RefusalKind.Conflict, "imports.undo_first");
        }

        await ImportStore.RemoveAsync(call.Unit, row.Id);
        await AuditAsync(call.Call, call.Unit, "import.deleted", row, default);
        call.Call.Get<ImportFolder>().Remove(row.Id);
        return Answer.Nothing;
    }

    public static Task AuditAsync(ApiCall call, DbUnit unit, string action, ImportRow row, ReadOnlyMemory<byte> content) =>
        call.Get<IAudit>().AddAsync(unit, new AuditEntry(call.Caller.Actor, action, row.PublicId, content), call.Now);

    // Straight to the disk, and there before anybody is told so.
    private static async Task<(long Bytes, byte[] Hash)> SaveAsync(Stream content, string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        var buffer = new byte[CopyBytes];
        var bytes = 0L;
        while (await content.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            bytes += read;
        }

        file.Flush(flushToDisk: true);
        return (bytes, hash.GetHashAndReset());
    }

    // What its owner calls the file stands where the reader names the one on disk.
    private static async Task PreviewAsync(ImportFolder folder, ImportRow row, ImportOptionsBody body, OrderFileOptions options,
        CancellationToken cancellation)
    {
        var path = folder.PathOf(row.Id);
        var preview = await Task.Run(() => CommerceModule.OrderFiles.Preview([path], options, cancellation), cancellation);
        string Named(string file) => file.Replace(Path.GetFileName(path), row.Name, StringComparison.Ordinal);
        row.Source = ImportOptions.SourceOf(body, preview);
        row.Preview = PreviewJson.Write(new OrderPreview(
            [.. preview.Texts.Select(t => new PreviewedText(t.Understood with { File = Named(t.Understood.File) },
                [.. t.Rows.Select(r => r with { Problem = r.Problem is null ? null : r.Problem with { File = Named(r.Problem.File) } })]))],
            [.. preview.Warnings.Select(w => w with { First = w.First with { File = Named(w.First.File) } })]));
    }

    private const string ChangeSql = """
        update imports set options = @options, source = @source, preview = @preview, scan = null, version = @version where id = @id
        """;
}
