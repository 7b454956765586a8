using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Secrets;

namespace Perennial.Workspace.Staff;

/// <summary>
/// Keys by which cookies and forms are closed, in the database and sealed there: all nodes share them, and whoever is signed in stays
/// so when the server starts again.
/// </summary>
internal sealed class CookieKeys(Db db, IdSource ids, ISecretBox box, TimeProvider clock) : IXmlRepository
{
    private const string Purpose = "cookies";

    // The framework asks without a task; these calls are few, at the start and every few months.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Task.Run(() => db.ReadAsync(unit => unit.QueryAsync<byte[]>("select sealed from cookie_keys order by id"), CancellationToken.None))
            .GetAwaiter().GetResult().Select(s => XElement.Parse(Encoding.UTF8.GetString(box.Open(s, Purpose))))];

    public void StoreElement(XElement element, string friendlyName)
    {
        var sealedKey = box.Seal(Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), Purpose);
        var now = Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow()));
        Task.Run(() => db.WriteAsync(unit => unit.ExecuteAsync(AddSql, new { id = ids.New(), name = friendlyName, sealedKey, now }),
            CancellationToken.None)).GetAwaiter().GetResult();
    }

    private const string AddSql = "insert into cookie_keys (id, name, sealed, created) values (@id, @name, @sealedKey, @now)";
}
