/*
 * The barest page that shows a patient: Express, one EJS template, one indexed query through the bare driver. Run with the database file as its
 * argument it prints its address; the performance table holds the club's pages against it.
 */
import type { AddressInfo } from 'node:net';
import ejs from 'ejs';
import express from 'express';
import sqlite3 from 'sqlite3';

const TEMPLATE = `<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title><%= patient.last_name %></title></head>
<body><h1><%= patient.first_name %> <%= patient.last_name %></h1><p><%= patient.mobile %></p><p><%= patient.member_number %></p></body></html>`;

const db = new sqlite3.Database(process.argv[2] ?? '', sqlite3.OPEN_READONLY);
const page = ejs.compile(TEMPLATE);
const app = express();
app.get('/patients/:id', (req, res, next) => {
  db.get('SELECT first_name, last_name, mobile, member_number FROM patients WHERE id = ?', [Number(req.params.id)], (error, patient) => {
    if (error) next(error);
    else res.type('html').send(page({ patient: patient ?? {} }));
  });
});
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
});
