using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Perennial.Kernel;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.Imports;

/// <summary>
/// Takes files from a browser, one or several, as they come: nothing of them is held in memory, and nothing lies on the disk but the
/// import itself. So the form is read here and its token is checked by hand; it has to stand before the first file.
/// </summary>
[Asks(Scopes.Imports, OfWholeShop = true)]
[IgnoreAntiforgeryToken]
internal sealed class NewImport(IAntiforgery antiforgery) : StaffPage
{
    private const int FilesMax = 20;
    private const int NameCharactersMax = 200;
    private const int TokenCharactersMax = 4_096;
    private const int PartHeaderBytesMax = 16 * 1024;
    private const int BoundaryCharactersMax = 200;
    private const string TokenHeader = "RequestVerificationToken";
    private const long BytesMax = 1024L * 1024 * 1024;

    /// <summary>The largest upload, in words.</summary>
    public string SizeMax => ImportWords.Size(BytesMax);

    /// <summary>What is wrong with what was chosen; null for nothing.</summary>
    public string? FileProblem => ModelState.TryGetValue("files", out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MediaTypeHeaderValue.TryParse(Request.ContentType, out var type) ||
            HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= BoundaryCharactersMax } boundary)
        {
            return Show(new Refusal(RefusalKind.Malformed, "request.malformed"));
        }

        try
        {
            return await TakeAsync(new MultipartReader(boundary, Request.Body) { HeadersLengthLimit = PartHeaderBytesMax });
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Show(new Refusal(RefusalKind.TooLarge, "request.too_large"));
        }
        catch (Exception e) when (e is InvalidDataException or IOException && !Cancellation.IsCancellationRequested)
        {
            return Show(new Refusal(RefusalKind.Malformed, "request.malformed"));
        }
    }

    private async Task<IActionResult> TakeAsync(MultipartReader reader)
    {
        var (taken, isOurs) = (new List<ImportRow>(), false);
        while (await reader.ReadNextSectionAsync(Cancellation) is { } part)
        {
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var told))
            {
                continue;
            }

            if (!told.FileName.HasValue && !told.FileNameStar.HasValue)
            {
                isOurs = isOurs || await IsTokenAsync(part.Body);
                continue;
            }

            if (!isOurs)
            {
                return Show(new Refusal(RefusalKind.Malformed, "access.foreign_origin"));
            }

            // A field in which nothing was chosen is sent as a file without a name.
            if (NameOf(told) is not { Length: > 0 } name)
            {
                continue;
            }

            var kept = taken.Count == FilesMax ? new Refusal(RefusalKind.Invalid, "imports.too_many_files") { Detail = $"{FilesMax}" }
                : await KeepAsync(name, part.Body);
            if (!kept.TryGet(out var row, out var refusal))
            {
                return Show(refusal);
            }

            taken.Add(row);
        }

        return taken switch
        {
            _ when !isOurs => Show(new Refusal(RefusalKind.Malformed, "access.foreign_origin")),
            [] => Show(new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem("files", "imports.no_file")] }),
            [var one] => LocalRedirect("~/imports/" + one.PublicId),
            _ => Done("/imports", CommerceModule.Words.Count("import_page.uploaded", taken.Count)),
        };
    }

    private Task<Result<ImportRow>> KeepAsync(string name, Stream content) =>
        UploadImport.TakeAsync(Call, new UploadedFile(name, null, content), row => Db.TryWriteAsync<ImportRow>(async unit =>
        {
            await UploadImport.KeepAsync(Call, unit, row);
            return row;
        }, Cancellation));

    private async Task<bool> IsTokenAsync(Stream content)
    {
        using var text = new StreamReader(content, leaveOpen: true);
        var characters = new char[TokenCharactersMax];
        var length = await text.ReadBlockAsync(characters, Cancellation);
        Request.Headers[TokenHeader] = new string(characters, 0, length);
        return await antiforgery.IsRequestValidAsync(HttpContext);
    }

    // Without a path before it, which some browsers send; what cannot be shown is left out of it.
    private static string NameOf(ContentDispositionHeaderValue told)
    {
        var whole = HeaderUtilities.RemoveQuotes(told.FileNameStar.HasValue ? told.FileNameStar : told.FileName).Value ?? "";
        var name = new string([.. whole[(whole.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !char.IsControl(c))]).Trim();
        return name.Length <= NameCharactersMax ? name : name[^NameCharactersMax..];
    }
}
