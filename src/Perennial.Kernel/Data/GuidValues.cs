using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Perennial.Kernel.Data;

/// <summary>
/// Ids are 16 bytes on either engine, in the order of their text: <c>uuid</c> on PostgreSQL, a big-endian blob on SQLite,
/// so that ids made later sort later.
/// </summary>
internal sealed class GuidValues : SqlMapper.TypeHandler<Guid>
{
    private static readonly Lazy<bool> Registered = new(() =>
    {
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.RemoveTypeMap(typeof(Guid?));
        SqlMapper.AddTypeHandler(new GuidValues());
        return true;
    });

    public static void Register() => _ = Registered.Value;

    public override void SetValue(IDbDataParameter parameter, Guid value)
    {
        if (parameter is SqliteParameter)
        {
            parameter.Value = value.ToByteArray(bigEndian: true);
            return;
        }

        parameter.DbType = DbType.Guid;
        parameter.Value = value;
    }

    public override Guid Parse(object value) => value is byte[] bytes ? new Guid(bytes, bigEndian: true) : (Guid)value;
}
